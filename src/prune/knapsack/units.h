// Units: an instance's items after rings of needs are contracted and what can never be selected is dropped.
#pragma once

#include <vector>

#include "prune/knapsack/instance.h"
#include "prune/knapsack/lists.h"

namespace knap::prune {

/// A unit is a strongly connected component of the needs: all of its items or none. A unit has a greater
/// number than every unit that it needs.
struct Units {
  Lists members;             ///< unit -> items
  std::vector<int> unit_of;  ///< item -> unit, or kImpossible
  Lists needs;               ///< unit -> the units that its items name, each once
  Lists sets;                ///< choices of two or more units, each unit once

  static constexpr int kImpossible = -1;
  int size() const { return members.size(); }
};

/// Dropped are units that exceed a capacity, that hold
/// two items of one choice, or that need such a unit; in instances of moderate size also those whose needs
/// together do so. O(items + needs + choices), and at most a fixed number of steps for the last.
Units contract(const Instance& instance);

}  // namespace knap::prune
