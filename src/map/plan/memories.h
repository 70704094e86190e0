// memories: from which size on a memory is worth blocks of the device; the only thresholds of the planner.
#pragma once

#include <cstdint>

#include "hw/gen/linear.h"

namespace knap::map {

/// Where weights and windows of this size lie by default: below both limits look-up tables are cheaper than a
/// block memory of 18 kbit.
hw::MemoryStyle memory_for(std::int64_t bits, std::int64_t words);

/// Where a FIFO's ring of this size lies. It needs one write port, which small distributed memories have for
/// nothing: the limit of words is higher.
hw::MemoryStyle fifo_memory_for(std::int64_t bits, std::int64_t words);

/// Whether a memory of weights or of a window may go to blocks that are left over: one row of distributed
/// memory costs next to nothing.
bool is_worth_a_block(std::int64_t words);

}  // namespace knap::map
