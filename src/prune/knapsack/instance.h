// Instance: a knapsack with several resources, choices and needs; what is a valid one, what fits into it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace knap::prune {

/// By how much, relative to the capacity, the sum of costs may exceed it: decimal fractions such as 0.1 are
/// no binary ones, so 0.1 + 0.2 has to fit into 0.3. The sums themselves are taken without loss.
inline constexpr double kTolerance = 1e-12;

/// Find the selection of greatest value such that in every resource the costs of what is selected fit into
/// the capacity, of every choice at most one item is selected, and every need is kept.
struct Instance {
  std::vector<double> values;              ///< per item, of either sign
  std::vector<std::vector<double>> costs;  ///< [resource][item], at least 0
  std::vector<double> capacity;            ///< per resource, at least 0
  std::vector<std::vector<int>> choices;   ///< sets of items; an item may be in several
  std::vector<std::pair<int, int>> needs;  ///< {a, b}: a only with b; rings mean all or nothing

  int size() const { return static_cast<int>(values.size()); }
  int resources() const { return static_cast<int>(capacity.size()); }
  bool operator==(const Instance&) const = default;
};

/// Unequal sizes, negative or infinite numbers, items that do not exist: the first mistake, with `where` (the
/// file) as its place and the item and resource in the message.
Result<void> check(const Instance& instance, const std::string& where);

/// Sums over the items of a selection, as if taken without rounding (Neumaier's compensation).
double value_of(const Instance& instance, const std::vector<int>& selected);
std::vector<double> use_of(const Instance& instance, const std::vector<int>& selected);

/// Why a selection is none: "item 3 needs item 1", ...; empty when it is a feasible one. The slow obvious
/// check that every answer passes before it is given.
std::string find_fault(const Instance& instance, const std::vector<int>& selected);

/// A sum that keeps what rounding takes away (Neumaier 1974); its error does not grow with the number of
/// terms.
class ExactSum {
 public:
  void add(double term);
  double total() const { return sum_ + lost_; }

 private:
  double sum_ = 0, lost_ = 0;
};

}  // namespace knap::prune
