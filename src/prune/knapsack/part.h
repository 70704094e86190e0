// Part: what is left of a problem when the fate of some units is decided; an instance again.
#pragma once

#include <optional>
#include <vector>

#include "prune/knapsack/instance.h"
#include "prune/knapsack/problem.h"

namespace knap::prune {

enum class Fate : char { Open, On, Off };

/// An instance within another one, the root, which is its own part with nothing decided.
struct Part {
  Instance instance;            ///< its `capacity` is what is left
  Lists origin;                 ///< item -> the root's items
  std::vector<int> decided_on;  ///< the root's items that are on besides

  /// The root's items, ascending, when these of the part's are on.
  std::vector<int> to_root(const std::vector<int>& items) const;
};

/// The root itself; its capacities are widened by half of kTolerance, the other half is left for rounding.
Part make_root(Instance instance);

/// The open units of `problem`, which was made of `whole`, each as one item. What the fates entail is decided
/// with them: needs of what is on, mates of what is on, dependents of what is off. Nothing when they
/// contradict each other or exceed a capacity. O(units + needs + choices).
std::optional<Part> make_part(const Part& whole, const Problem& problem, std::vector<Fate> fate);

}  // namespace knap::prune
