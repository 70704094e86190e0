// solve: a knapsack's best selection, and the proof of how good it is.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "prune/knapsack/instance.h"

namespace knap::prune {

struct SolveOptions {
  static constexpr std::int64_t kUnlimited = std::int64_t{1} << 60;
  /// Work, in steps of about a hundred nanoseconds; the answer depends on it, not on the machine. 0: as much
  /// as an instance of its size is worth.
  std::int64_t steps = 0;
  /// Asked now and then; ends the work when true. What is known by then is the answer.
  std::function<bool()> is_over;
};

struct Solution {
  std::vector<int> selected;  ///< items, ascending; feasible (find_fault)
  std::vector<double> use;    ///< per resource
  double value = 0;
  double bound = 0;  ///< no feasible selection is worth more; the value itself when is_optimal
  double gap = 0;    ///< (bound - value) / max(|bound|, 1e-12)
  bool is_optimal = false;
};

/// The instance is checked first. Then, repeatedly: multipliers that bound well, a feasible selection near
/// the relaxed one, and all units fixed whose other fate would lose more than the gap; what is left is a
/// smaller instance. In the end it is searched through, or, where it is too large for that, in parts around
/// the best selection. Without `is_over` the same instance gives the same answer on any machine and any
/// number of threads. Errors: those of check(); interrupted when `watch` is stopped.
Result<Solution> solve(Instance instance, const SolveOptions& options, const Watch& watch);

}  // namespace knap::prune
