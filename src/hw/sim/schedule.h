// schedule: drops operations that nothing needs, orders the rest, cuts them into tasks, and finds out who
// wakes whom.
#pragma once

#include "hw/sim/lower.h"

namespace knap::hw::sim {

/// Fills program.ops, origins, tasks, and the exports, imports and task lists of units and handles.
void schedule(const Layout& layout, Lowered lowered, Program& program);

}  // namespace knap::hw::sim
