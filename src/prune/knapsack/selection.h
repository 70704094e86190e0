// Selection: a feasible choice of units, changed by moves that keep it feasible.
#pragma once

#include <vector>

#include "prune/knapsack/problem.h"

namespace knap::prune {

/// Begins empty, which is feasible. A move that would not fit changes nothing.
class Selection {
 public:
  explicit Selection(const Problem& problem);

  bool is_on(int unit) const { return is_on_[at(unit)] != 0; }
  double value() const { return value_; }
  /// Capacity less use; negative only between add_freely() and the removals that mend it.
  double slack(int resource) const { return slack_[at(resource)].total(); }

  /// Turns a unit on, with all that it needs; what shares a choice with them goes, and what needs that. Done
  /// when it fits and the value grows by more than `least`.
  bool try_add(int unit, double least);
  /// Turns on without regard to capacity a unit whose needs are on and whose choices are free; else nothing.
  void add_freely(int unit);
  /// Turns a unit off, and all that need it.
  void remove(int unit);

 private:
  bool collect_added(int unit);
  bool collect_removed();
  void put(int unit);
  void take(int unit);

  const Problem& problem_;
  std::vector<char> is_on_;
  std::vector<int> set_holder_;  ///< per choice the unit that is on, or kNone
  std::vector<ExactSum> slack_;  ///< a million moves may round a million times
  double value_ = 0;
  std::vector<int> added_, removed_;  ///< of the move in work
  std::vector<char> is_marked_;       ///< units in added_ or removed_
};

}  // namespace knap::prune
