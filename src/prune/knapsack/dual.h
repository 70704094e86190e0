// dual: the multipliers whose relaxation bounds best.
#pragma once

#include <vector>

#include "prune/knapsack/problem.h"
#include "prune/knapsack/relaxation.h"

namespace knap::prune {

struct Dual {
  Multipliers multipliers;              ///< the best that were found
  double bound = 0;                     ///< L of them: no feasible selection is worth more
  std::vector<Multipliers> on_the_way;  ///< former bests, the last ones, best last
};

/// Minimises L over multipliers >= 0, which is convex and piecewise linear. `start` may hold one point to
/// begin from (of a larger problem that this one is a part of), or be empty. Large problems without rows are
/// minimised over a sample of their chunks first. Costs at most `evaluations` passes over the problem.
Dual find_dual(const Problem& problem, const Multipliers& start, int evaluations);

}  // namespace knap::prune
