// What leaf modules cost in hard blocks: exact, because their bodies choose shapes by the same formula.
#pragma once

#include <cstdint>
#include <vector>

#include "hw/device/device.h"

namespace knap::hw {

/// One way to use a block: `width_bits` x `depth`.
struct BlockShape {
  int width_bits = 1;
  std::int64_t depth = 1;
};

/// The shapes that leaf bodies use, widest first. Xilinx: halves of a RAMB36, up to 36 x 512; ECP5: DP16KD up
/// to 18 x 1024 (its 36-bit mode is avoided, docs/tools.md); iCE40: SB_RAM40_4K up to 16 x 256.
const std::vector<BlockShape>& block_shapes(Family family);

/// Blocks of the best shape for a memory that is written: min over shapes of ceil(width / shape) * ceil(depth
/// / shape).
std::int64_t block_count(Family family, int width_bits, std::int64_t depth);
/// For a constant memory, whose banks (pieces of the shape's depth) lie side by side in one word:
/// min over shapes of ceil(width * banks / shape), banks = ceil(depth / shape).
std::int64_t rom_block_count(Family family, int width_bits, std::int64_t depth);

/// knap_ram_block and knap_rom_block: block RAM as docs/interfaces.md counts it (RAMB18 is 0.5). The lookup
/// tables of the bank select of memories deeper than a shape are not included.
Resources block_ram_cost(Family family, int width_bits, std::int64_t depth);
Resources block_rom_cost(Family family, int width_bits, std::int64_t depth);

/// Words of one bank of a RAM in lookup tables; 0 where the family has none.
std::int64_t lut_ram_depth(Family family);

/// knap_ram_lut: lookup tables of the memory itself and the register of its output (iCE40: flip-flops or
/// block RAM).
Resources lut_ram_cost(Family family, int width_bits, std::int64_t depth);

/// knap_multiply_dsp: one block, or none where a factor is too wide for one (it is then built of lookup
/// tables).
Resources dsp_cost(Family family, int a_width_bits, bool is_a_signed, int b_width_bits, bool is_b_signed);
/// For signed factors.
inline Resources dsp_cost(Family family, int a_width_bits, int b_width_bits) {
  return dsp_cost(family, a_width_bits, true, b_width_bits, true);
}

}  // namespace knap::hw
