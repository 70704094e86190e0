// repair: a feasible selection near the relaxed one.
#pragma once

#include <vector>

#include "prune/knapsack/problem.h"
#include "prune/knapsack/relaxation.h"
#include "prune/knapsack/selection.h"

namespace knap::prune {

/// The relaxed selection less what breaks a row or a capacity, the cheapest losses first, and then all moves
/// that fit and gain, again the cheapest losses first: units that are off, narrow ones for wide ones, the
/// other way round. `bound` and `losses` are those of the relaxation. O(units log units).
Selection repair(const Problem& problem, const Relaxation& relaxation, double bound,
                 const std::vector<double>& losses);

/// Tries to add the units that are off and whose loss is below `most`, the smallest first, until a round
/// brings nothing. A unit with a greater loss is in no selection that is better than the bound less `most`.
void fill(const Problem& problem, const std::vector<double>& losses, double most, Selection& selection);

}  // namespace knap::prune
