// with_copies: registers that drive much are repeated, so that each of them drives what is placed near to it.
#pragma once

#include <cstdint>

#include "hw/ir/module.h"

namespace knap::hw {

/// What one register is to drive.
struct CopyLimits {
  std::int32_t lanes = 8;   ///< lanes that share an operand
  std::int64_t bits = 192;  ///< bits of registers that an enable moves, or of values that a bit chooses
};

/// A module of the same meaning. Where more than twice as much hangs on one register - an operand of many
/// products, the choice between two wide values, the enable of wide registers, also through single gates - it
/// gets copies that take the same value at the same edges (Register::is_copy: what follows must not merge
/// them again), and the wide registers are cut by lanes. Costs a flip-flop or two for each copy, no cycle.
/// What a memory gives, or an input, has no copies, nor has the register of a block memory,
/// nor one of more than CopyLimits::bits.
Module with_copies(Module module, const CopyLimits& limits = {});

}  // namespace knap::hw
