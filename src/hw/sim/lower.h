// lower: every signal as an operation and all state as what happens at the clock edge; not yet ordered.
#pragma once

#include "hw/sim/layout.h"

namespace knap::hw::sim {

/// What lowering yields beside the program's tables: operations in the order of nodes and signals.
struct Lowered {
  std::vector<Op> ops;
  std::vector<Origin> origins;
  std::vector<bool> is_state;  ///< per slot
};

/// Fills program.units (clock edge part), tables, memories, multipliers, handles and initial.
Lowered lower(const Layout& layout, std::uint64_t seed, Program& program);

}  // namespace knap::hw::sim
