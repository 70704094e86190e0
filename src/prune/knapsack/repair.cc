#include "prune/knapsack/repair.h"

#include <algorithm>

namespace knap::prune {
namespace {

/// Every group's parent comes later in the layout, other needs may not: rounds until nothing is added, of
/// which a forest takes one.
void take_relaxed(const Problem& problem, const Relaxation& relaxation, Selection& selection) {
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    for (int unit = problem.units() - 1; unit >= 0; --unit) {
      if (!relaxation.is_on(unit) || selection.is_on(unit)) continue;
      selection.add_freely(unit);
      goes_on = (goes_on || selection.is_on(unit)) && problem.rows.size() > 0;
    }
  }
}

bool fits(const Problem& problem, const Selection& selection) {
  for (int r = 0; r < problem.resources(); ++r)
    if (selection.slack(r) < 0) return false;
  return true;
}

/// Removes the units that the relaxation misses least and that use what is short. It ends: without units
/// nothing is short.
void shed(const Problem& problem, const std::vector<double>& losses, Selection& selection) {
  std::vector<std::pair<double, int>> order;
  for (int unit = 0; unit < problem.units(); ++unit)
    if (selection.is_on(unit)) order.emplace_back(losses[at(unit)], unit);
  std::sort(order.begin(), order.end());
  for (const auto& [loss, unit] : order) {
    bool helps = false, fits = true;
    for (int r = 0; r < problem.resources(); ++r) {
      if (selection.slack(r) >= 0) continue;
      fits = false;
      helps = helps || problem.cost[at(r)][at(unit)] > 0;
    }
    if (fits) return;
    if (helps) selection.remove(unit);
  }
}

/// Removes what has no value and is needed by nothing that is on; children are asked before their parents.
void drop_idle(const Problem& problem, Selection& selection) {
  for (int unit = 0; unit < problem.units(); ++unit) {
    if (!selection.is_on(unit) || problem.value[at(unit)] > 0) continue;
    const auto users = problem.dependents[unit];
    if (std::none_of(users.begin(), users.end(), [&](int user) { return selection.is_on(user); }))
      selection.remove(unit);
  }
}

}  // namespace

void fill(const Problem& problem, const std::vector<double>& losses, double most, Selection& selection) {
  constexpr int kRounds = 3;
  constexpr std::size_t kMostTried = 60'000;  // the others lose more than what is tried has to offer
  std::vector<std::pair<double, int>> order;
  for (int unit = 0; unit < problem.units(); ++unit)
    if (losses[at(unit)] < most && !selection.is_on(unit)) order.emplace_back(losses[at(unit)], unit);
  if (order.size() > kMostTried) {
    std::nth_element(order.begin(), order.begin() + kMostTried, order.end());
    order.resize(kMostTried);
  }
  std::sort(order.begin(), order.end());
  bool goes_on = true;
  for (int round = 0; goes_on && round < kRounds; ++round) {
    goes_on = false;
    for (const auto& [loss, unit] : order) goes_on = selection.try_add(unit, 0) || goes_on;
  }
}

Selection repair(const Problem& problem, const Relaxation& relaxation, double bound,
                 const std::vector<double>& losses) {
  Selection selection(problem);
  take_relaxed(problem, relaxation, selection);
  if (!fits(problem, selection)) shed(problem, losses, selection);
  drop_idle(problem, selection);
  fill(problem, losses, bound - selection.value(), selection);
  return selection;
}

}  // namespace knap::prune
