// Levels: the order in which the search decides units, and what each decision leads to.
#pragma once

#include <cstdint>
#include <vector>

#include "prune/knapsack/problem.h"

namespace knap::prune {

/// Units in preorder, one a level. A decision jumps over all units that it turns off: off over the unit's
/// descendants, on over the rest of its group. So the forest is kept by construction, and the relaxed
/// optimum of what follows a level is known without looking back. Rows are kept by bits: a bit is set by the
/// first units of its row that are on and asked by the later ones; when the last one is passed it is cleared,
/// and its place serves another row. A jump over a unit that was demanded is forbidden.
struct Levels {
  struct Step {
    int next;  ///< level
    /// Bits, `words` each, from Levels::bits: those that forbid the step when set, those that it wants set,
    /// those that it sets, and those that stay after it.
    int forbidden = 0, wanted = 0, set = 0, kept = 0;
    bool is_possible = true;  ///< not where it turns off what it demands itself
  };
  struct Level {
    int unit;
    Step off, on;
  };

  std::vector<Level> levels;
  int words = 0;  ///< 64-bit words of a mask
  std::vector<std::uint64_t> bits;

  int size() const { return static_cast<int>(levels.size()); }
  const std::uint64_t* mask(int offset) const { return bits.data() + offset; }
};

/// `urgency` per unit: trees, and among siblings subtrees, come in the order of their greatest urgency.
/// O(units log units + levels * rows that are open at once).
Levels make_levels(const Problem& problem, const std::vector<double>& urgency);

}  // namespace knap::prune
