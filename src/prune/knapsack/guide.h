// Guides: multipliers that bound what can still follow from a level of the search.
#pragma once

#include <vector>

#include "prune/knapsack/levels.h"
#include "prune/knapsack/problem.h"
#include "prune/knapsack/relaxation.h"

namespace knap::prune {

/// For a selection decided up to a level, with some use and value so far:
///     value - price * use + constant + rest[level] - (row prices of what is on)
/// bounds every way to finish it. `rest` is the relaxed optimum of the levels behind, which the preorder
/// makes a recursion over levels: O(levels * resources) once, O(resources) per bound.
struct Guide {
  std::vector<double> price;      ///< per resource
  double constant = 0;            ///< price * capacity, and the limits of rows
  std::vector<double> rest;       ///< per level, and 0 behind the last
  std::vector<double> row_price;  ///< per unit; empty when rows are not priced
};

Guide make_guide(const Problem& problem, const Levels& levels, const Multipliers& multipliers);

/// The guide, of those without row prices, that bounds best from `level` on when `slack` of the resources is
/// left there; before `level` its rest is infinite. `start` are prices to begin from. `evaluations`
/// recursions.
Guide fit_guide(const Problem& problem, const Levels& levels, int level, const std::vector<double>& slack,
                const std::vector<double>& start, int evaluations);

}  // namespace knap::prune
