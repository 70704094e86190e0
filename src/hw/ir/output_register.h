// output_registers: the registers that lie inside a block memory, behind its output.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hw/ir/module.h"

namespace knap::hw {

/// Per memory: the register that takes each of its words and is their only reader. Block memories have such a
/// register of their own (knap_ram_block and knap_rom_block with READ_STAGES = 2); the module's meaning is
/// the same.
std::vector<std::optional<std::uint32_t>> output_registers(const Module& module);

}  // namespace knap::hw
