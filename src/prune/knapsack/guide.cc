#include "prune/knapsack/guide.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "prune/knapsack/minimise.h"

namespace knap::prune {
namespace {

/// Nothing is known of any level, but that nothing follows the last.
void begin_rest(const Levels& levels, Guide& guide) {
  guide.rest.assign(at(levels.size() + 1), std::numeric_limits<double>::infinity());
  guide.rest.back() = 0;
}

/// The recursion from the end to `first`; `guide.price` and `guide.row_price` are given.
void find_rest(const Problem& problem, const Levels& levels, int first, Guide& guide) {
  for (int level = levels.size() - 1; level >= first; --level) {
    const Levels::Level& here = levels.levels[at(level)];
    double reduced = problem.value[at(here.unit)];
    for (std::size_t r = 0; r < guide.price.size(); ++r)
      reduced -= guide.price[r] * problem.cost[r][at(here.unit)];
    if (!guide.row_price.empty()) reduced -= guide.row_price[at(here.unit)];
    guide.rest[at(level)] = std::max(guide.rest[at(here.off.next)], reduced + guide.rest[at(here.on.next)]);
  }
}

double price_of(const std::vector<double>& price, const std::vector<double>& amount) {
  double sum = 0;
  for (std::size_t r = 0; r < price.size(); ++r) sum += price[r] * amount[r];
  return sum;
}

}  // namespace

Guide make_guide(const Problem& problem, const Levels& levels, const Multipliers& multipliers) {
  Guide guide;
  guide.price.assign(multipliers.begin(), multipliers.begin() + problem.resources());
  guide.constant = price_of(guide.price, problem.capacity);
  for (int row = 0; row < problem.rows.size(); ++row) {
    const double price = multipliers[at(problem.resources() + row)];
    if (price == 0) continue;
    guide.row_price.resize(at(problem.units()), 0);
    for (const int unit : problem.rows[row]) guide.row_price[at(unit)] += price;
    const int need = problem.row_need[at(row)];
    if (need == Problem::kNone)
      guide.constant += price;
    else
      guide.row_price[at(need)] -= price;
  }
  begin_rest(levels, guide);
  find_rest(problem, levels, 0, guide);
  return guide;
}

Guide fit_guide(const Problem& problem, const Levels& levels, int level, const std::vector<double>& slack,
                const std::vector<double>& start, int evaluations) {
  Guide guide, best;
  double least = 0;
  begin_rest(levels, guide);
  std::vector<double> scale(slack.size());
  const Oracle bound = [&](const std::vector<double>& x, std::vector<double>& gradient) {
    guide.price = x;
    for (std::size_t r = 0; r < x.size(); ++r) guide.price[r] *= scale[r];
    find_rest(problem, levels, level, guide);
    gradient = slack;
    for (int l = level; l < levels.size();) {
      const Levels::Level& here = levels.levels[at(l)];
      const bool is_on = guide.rest[at(l)] > guide.rest[at(here.off.next)];
      for (std::size_t r = 0; is_on && r < x.size(); ++r) gradient[r] -= problem.cost[r][at(here.unit)];
      l = is_on ? here.on.next : here.off.next;
    }
    for (std::size_t r = 0; r < x.size(); ++r) gradient[r] *= scale[r];
    const double value = price_of(guide.price, slack) + guide.rest[at(level)];
    if (best.rest.empty() || value < least) least = value, best = guide;
    return value;
  };
  double largest = 1e-9;
  for (const double price : start) largest = std::max(largest, price);
  std::vector<double> x(slack.size()), wall(slack.size());
  for (std::size_t r = 0; r < slack.size(); ++r) {
    scale[r] = std::max(start[r], largest / 16);
    x[r] = start[r] / scale[r];
    wall[r] = scale[r] * problem.capacity[r];
  }
  Patience patience;
  patience.evaluations = evaluations;
  std::vector<double> space;
  dilate_space(bound, x, 0.2, wall, patience, space);
  best.constant = price_of(best.price, problem.capacity);
  return best;
}

}  // namespace knap::prune
