// Relaxation: the problem with capacities and rows priced instead of kept; solved exactly in one pass.
#pragma once

#include <vector>

#include "prune/knapsack/problem.h"

namespace knap::prune {

/// Prices, at least 0: first one per resource, then one per row.
using Multipliers = std::vector<double>;

/// L(m) = max over the forest's selections x of  value x + m (limits - use x).
/// For every feasible x the last term is not negative, so L(m) is a bound whatever m >= 0 is (Geoffrion
/// 1974). The forest decides itself upwards: what a unit is worth (`net`) is its own reduced value and, for
/// each of its groups of children, the best of them or nothing; children come before parents, so that one
/// pass over the units is enough. Chunks are independent and their sums are added in their order: the result
/// does not depend on the number of threads. O(units * resources + row entries).
class Relaxation {
 public:
  explicit Relaxation(const Problem& problem);
  /// Of every `stride`-th chunk, with that share of the capacity: what the multipliers are about, cheaply.
  Relaxation(const Problem& problem, int stride);

  /// L(m), rounded up by more than its terms can have been rounded down.
  double solve(const Multipliers& multipliers);

  // Of the last solve(). Slack: capacity or limit less use, per resource and then per row, a subgradient of
  // L.
  const std::vector<double>& slack() const { return slack_; }
  bool is_on(int unit) const { return is_on_[at(unit)] != 0; }
  double net(int unit) const { return net_[at(unit)]; }
  /// The value of what is on, of which slack tells whether it is feasible.
  double value() const { return value_; }

  /// By how much L falls when a unit has to be what it is not: for every unit a lower bound of what each
  /// selection loses against L(m) that differs from the relaxed one there. Exact for the relaxation; one pass
  /// downwards. To turn a unit on costs what its ancestors cost and the group's best; to turn it off costs
  /// the difference to the group's second, or its parent is turned off.
  std::vector<double> losses() const;

 private:
  struct Sums {
    double best = 0, value = 0, size = 0;
    std::vector<double> use;
  };
  void price_rows(const Multipliers& multipliers);
  void price_units(const Multipliers& multipliers, int first, int end);
  Sums solve_chunk(const Multipliers& multipliers, int chunk);
  void measure_rows();

  const Problem& problem_;
  std::vector<int> chunks_;
  double share_ = 1;  ///< of the units that chunks_ hold
  int longest_ = 0;   ///< units of the largest chunk
  std::vector<double> net_, row_price_, slack_;
  std::vector<char> is_on_;
  std::vector<int> best_;  ///< per group, kNone for nothing
  std::vector<Sums> sums_;
  double value_ = 0;
};

}  // namespace knap::prune
