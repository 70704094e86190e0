#include "prune/knapsack/selection.h"

#include <algorithm>

namespace knap::prune {
namespace {

constexpr std::size_t kMostMoved = 256;  ///< units in one move; larger ones are not tried

}  // namespace

Selection::Selection(const Problem& problem)
    : problem_(problem),
      is_on_(at(problem.units()), 0),
      set_holder_(at(problem.sets.size()), Problem::kNone),
      slack_(problem.capacity.size()),
      is_marked_(at(problem.units()), 0) {
  for (std::size_t r = 0; r < slack_.size(); ++r) slack_[r].add(problem.capacity[r]);
}

void Selection::put(int unit) {
  is_on_[at(unit)] = 1;
  value_ += problem_.value[at(unit)];
  for (std::size_t r = 0; r < slack_.size(); ++r) slack_[r].add(-problem_.cost[r][at(unit)]);
  for (const int set : problem_.sets_of[unit]) set_holder_[at(set)] = unit;
}

void Selection::take(int unit) {
  is_on_[at(unit)] = 0;
  value_ -= problem_.value[at(unit)];
  for (std::size_t r = 0; r < slack_.size(); ++r) slack_[r].add(problem_.cost[r][at(unit)]);
  for (const int set : problem_.sets_of[unit]) set_holder_[at(set)] = Problem::kNone;
}

void Selection::add_freely(int unit) {
  if (is_on(unit)) return;
  for (const int need : problem_.needs[unit])
    if (!is_on(need)) return;
  for (const int set : problem_.sets_of[unit])
    if (set_holder_[at(set)] != Problem::kNone) return;
  put(unit);
}

void Selection::remove(int unit) {
  if (!is_on(unit)) return;
  std::vector<int> open{unit};
  take(unit);
  while (!open.empty()) {
    const int gone = open.back();
    open.pop_back();
    for (const int dependent : problem_.dependents[gone])
      if (is_on(dependent)) take(dependent), open.push_back(dependent);
  }
}

/// added_: the unit and what it needs that is off. False when two of them share a choice, or it is too much.
bool Selection::collect_added(int unit) {
  added_.assign(1, unit);
  is_marked_[at(unit)] = 1;
  for (std::size_t k = 0; k < added_.size(); ++k) {
    for (const int need : problem_.needs[added_[k]]) {
      if (is_on(need) || is_marked_[at(need)] != 0) continue;
      if (added_.size() == kMostMoved) return false;
      is_marked_[at(need)] = 1;
      added_.push_back(need);
    }
    for (const int set : problem_.sets_of[added_[k]])
      for (std::size_t j = 0; added_.size() > 1 && j < k; ++j)
        for (const int other : problem_.sets_of[added_[j]])
          if (other == set) return false;
  }
  return true;
}

/// removed_: what shares a choice with the added, and what needs those. False when the added need one of
/// them.
bool Selection::collect_removed() {
  removed_.clear();
  const auto mark = [this](int unit) {
    if (is_marked_[at(unit)] != 0) return;
    is_marked_[at(unit)] = 1;
    removed_.push_back(unit);
  };
  for (const int unit : added_)
    for (const int set : problem_.sets_of[unit])
      if (set_holder_[at(set)] != Problem::kNone) mark(set_holder_[at(set)]);
  for (std::size_t k = 0; k < removed_.size(); ++k) {
    if (removed_.size() > kMostMoved) return false;
    for (const int dependent : problem_.dependents[removed_[k]])
      if (is_on(dependent)) mark(dependent);
  }
  for (const int unit : added_)
    for (const int need : problem_.needs[unit])
      if (is_on(need) && is_marked_[at(need)] != 0) return false;
  return true;
}

bool Selection::try_add(int unit, double least) {
  if (is_on(unit)) return false;
  bool is_done = collect_added(unit);
  if (is_done) {
    is_done = collect_removed();
  } else {
    removed_.clear();
  }
  double gain = 0;
  for (const int added : added_) gain += problem_.value[at(added)];
  for (const int gone : removed_) gain -= problem_.value[at(gone)];
  is_done = is_done && gain > least;
  for (std::size_t r = 0; is_done && r < slack_.size(); ++r) {
    double more = 0;
    for (const int added : added_) more += problem_.cost[r][at(added)];
    for (const int gone : removed_) more -= problem_.cost[r][at(gone)];
    is_done = more <= slack_[r].total() || more <= 0;
  }
  for (const int added : added_) is_marked_[at(added)] = 0;
  for (const int gone : removed_) is_marked_[at(gone)] = 0;
  if (!is_done) return false;
  for (const int gone : removed_) take(gone);
  for (const int added : added_) put(added);
  return true;
}

}  // namespace knap::prune
