// Problem: an instance as the algorithms want it: units in a forest, laid out so that one pass decides them.
#pragma once

#include <vector>

#include "prune/knapsack/instance.h"
#include "prune/knapsack/lists.h"

namespace knap::prune {

/// Every unit has at most one parent, which it needs, and is in one group of siblings, of which at most one
/// may be on. What the instance asks for beyond this forest is a row:
///     sum of x over the row's units  <=  x of row_need, or 1 where row_need is kNone.
/// Units are numbered by chunks of whole trees; within a chunk the deepest come first and groups are
/// contiguous, so that one pass upwards meets children before parents. Values and costs are scaled by powers
/// of two (no bit of a mantissa is lost), and only resources that can bind are left.
struct Problem {
  static constexpr int kNone = -1;

  std::vector<double> value;
  std::vector<std::vector<double>> cost;  ///< [resource][unit]
  std::vector<double> capacity;           ///< per resource
  int implied = 0;         ///< so many of the last resources follow from the others (add_count)
  int value_exponent = 0;  ///< value * 2^value_exponent is the instance's
  double value_step = 0;   ///< every sum of values is a multiple of it; 0 = none is known

  std::vector<int> group_start;   ///< units [group_start[g], group_start[g + 1]) are group g
  std::vector<int> group_parent;  ///< or kNone for roots
  std::vector<int> chunk_start;   ///< the same for groups by chunk

  Lists rows;                 ///< units
  std::vector<int> row_need;  ///< per row

  Lists members;             ///< unit -> items
  std::vector<int> unit_of;  ///< item -> unit, or kNone where no feasible selection holds the item
  Lists needs, dependents;   ///< all of them, the parent's too
  Lists sets, sets_of;       ///< choices -> units, and the other way

  int units() const { return static_cast<int>(value.size()); }
  int groups() const { return static_cast<int>(group_parent.size()); }
  int chunks() const { return static_cast<int>(chunk_start.size()) - 1; }
  int resources() const { return static_cast<int>(capacity.size()); }
  /// The instance's value for one in the problem's scale.
  double to_instance(double value_here) const;
};

/// The greatest number of which all these are multiples and in which their sums are exact; 0 when there is
/// none.
double find_step(const std::vector<double>& numbers);

/// O(n log n).
Problem make_problem(const Instance& instance);

/// Adds an implied resource: no feasible selection has more than `most` units. It cuts off fractions of
/// units, which is what makes bounds weak where values grow with costs (Martello, Toth 1997).
void add_count(Problem& problem, double most);

/// Per unit its parent or kNone. For tests and for walks from a unit upwards.
std::vector<int> parents_of(const Problem& problem);

}  // namespace knap::prune
