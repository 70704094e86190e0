// search: the exact optimum of a problem of moderate size, or a bound and what was found when work is
// limited.
#pragma once

#include <vector>

#include "prune/knapsack/budget.h"
#include "prune/knapsack/dual.h"
#include "prune/knapsack/problem.h"

namespace knap::prune {

struct SearchResult {
  bool is_better = false;  ///< than the floor
  std::vector<int> units;  ///< on, of what is better
  double value = 0;        ///< of it, or the floor
  double bound = 0;        ///< no feasible selection is worth more; `value` when is_complete
  bool is_complete = false;
};

/// Looks for selections that are worth more than `floor`. States (selections of the units above a level)
/// climb through the levels side by side; a state is dropped when one of several guides bounds it by what is
/// known, or another state dominates it. At every level only the best states by bound go on, as many as
/// `width`; the others wait. When all that went on have ended, those that wait take part in a wider sweep,
/// and at last the deepest of them go first, so that memory is bounded. It ends because every sweep moves
/// each state to a later level and there are finitely many; it is exact when nothing waits any more, for a
/// state is dropped only when what it can become is known. `losses` are those of `dual` and decide the order
/// of levels.
SearchResult search(const Problem& problem, const Dual& dual, const std::vector<double>& losses, double floor,
                    int width, Budget& budget);

}  // namespace knap::prune
