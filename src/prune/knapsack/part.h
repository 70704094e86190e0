// Part: what is left of a problem when the fate of some units is decided; an instance again.
#pragma once

#include <optional>
#include <vector>

#include "prune/knapsack/instance.h"
#include "prune/knapsack/problem.h"

namespace knap::prune {

enum class Fate : char { Open, On, Off };

/// An instance within another one, in the end within the root, which is its own part with nothing decided.
/// What it was made of has to outlive it.
struct Part {
  Instance instance;  ///< its items are open units, in the scale of their problem; capacity: what is left
  int value_exponent = 0;  ///< value * 2^value_exponent is the root's
  double base = 0;         ///< the root's value of what is decided

  const Part* whole = nullptr;       ///< null for the root
  const Problem* problem = nullptr;  ///< of the whole
  std::vector<int> unit_of;          ///< item -> unit of that problem
  std::vector<int> decided_on;       ///< units

  /// The root's items, ascending, when these of the part's are on.
  std::vector<int> to_root(std::vector<int> items) const;
  /// Per item whether it is on when these items of the root are, given as one flag each.
  std::vector<char> from_root(const std::vector<char>& is_on) const;
};

/// The root itself; its capacities are widened by half of kTolerance, the other half is left for rounding.
Part make_root(Instance instance);

/// The open units of `problem`, which was made of `whole`, each as one item. What the fates entail is decided
/// with them: needs of what is on, mates of what is on, dependents of what is off. Nothing when they
/// contradict each other or exceed a capacity. O(units + needs + choices).
std::optional<Part> make_part(const Part& whole, const Problem& problem, std::vector<Fate> fate);

}  // namespace knap::prune
