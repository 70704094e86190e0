#include "hw/cost/memory.h"

#include <algorithm>
#include <limits>

#include "core/base/check.h"

namespace knap::hw {
namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// Up to this many bits, knap_ram_lut of iCE40 is made of flip-flops (prim/ice40/knap_ram_lut.sv).
constexpr std::int64_t kIce40RegisterBits = 128;

/// As docs/interfaces.md counts them: a RAMB18 is half a block.
Resources block_cost(Family family, std::int64_t count) {
  const auto blocks = static_cast<double>(count);
  Resources cost;
  switch (family) {
    case Family::Xc7:
    case Family::Xcup:
      cost.bram = blocks / 2;
      break;
    case Family::Ecp5:
    case Family::Ice40:
      cost.bram = blocks;
      break;
  }
  return cost;
}

}  // namespace

const std::vector<BlockShape>& block_shapes(Family family) {
  static const std::vector<BlockShape> xilinx = {{36, 512}, {18, 1024}, {9, 2048},
                                                 {4, 4096}, {2, 8192},  {1, 16384}};
  static const std::vector<BlockShape> ecp5 = {{18, 1024}, {9, 2048}, {4, 4096}, {2, 8192}, {1, 16384}};
  static const std::vector<BlockShape> ice40 = {{16, 256}, {8, 512}, {4, 1024}, {2, 2048}};
  switch (family) {
    case Family::Xc7:
    case Family::Xcup:
      return xilinx;
    case Family::Ecp5:
      return ecp5;
    case Family::Ice40:
      return ice40;
  }
  return xilinx;
}

std::int64_t block_count(Family family, int width_bits, std::int64_t depth) {
  KNAP_CHECK(width_bits > 0 && depth > 0);
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  for (const BlockShape& shape : block_shapes(family))
    best = std::min(best, ceil_div(width_bits, shape.width_bits) * ceil_div(depth, shape.depth));
  return best;
}

std::int64_t rom_block_count(Family family, int width_bits, std::int64_t depth) {
  KNAP_CHECK(width_bits > 0 && depth > 0);
  std::int64_t best = std::numeric_limits<std::int64_t>::max();
  for (const BlockShape& shape : block_shapes(family))
    best = std::min(best, ceil_div(width_bits * ceil_div(depth, shape.depth), shape.width_bits));
  return best;
}

Resources block_ram_cost(Family family, int width_bits, std::int64_t depth) {
  return block_cost(family, block_count(family, width_bits, depth));
}

Resources block_rom_cost(Family family, int width_bits, std::int64_t depth) {
  return block_cost(family, rom_block_count(family, width_bits, depth));
}

std::int64_t lut_ram_depth(Family family) {
  switch (family) {
    case Family::Xc7:
    case Family::Xcup:
      return 64;
    case Family::Ecp5:
      return 16;
    case Family::Ice40:
      break;
  }
  return 0;
}

Resources lut_ram_cost(Family family, int width_bits, std::int64_t depth) {
  KNAP_CHECK(width_bits > 0 && depth > 0);
  std::int64_t luts = 0;
  std::int64_t registers = width_bits;
  switch (family) {
    case Family::Xc7:
      // RAM32M holds 32 x 6 and RAM64M 64 x 3, four lookup tables each; deeper memories are banks and a
      // multiplexer.
      luts = depth <= 32 ? 4 * ceil_div(width_bits, 6) : 4 * ceil_div(width_bits, 3) * ceil_div(depth, 64);
      if (depth > 64) luts += width_bits * ceil_div(ceil_div(depth, 64) - 1, 3);
      break;
    case Family::Xcup:
      // RAM32M16 holds 32 x 14 and RAM64M8 64 x 7, eight lookup tables each.
      luts = depth <= 32 ? 8 * ceil_div(width_bits, 14) : 8 * ceil_div(width_bits, 7) * ceil_div(depth, 64);
      if (depth > 64) luts += width_bits * ceil_div(ceil_div(depth, 64) - 1, 3);
      break;
    case Family::Ecp5:
      // TRELLIS_DPR16X4 holds 16 x 4 and counts as four lookup tables.
      luts = 4 * ceil_div(width_bits, 4) * ceil_div(depth, 16);
      if (depth > 16) luts += width_bits * (ceil_div(depth, 16) - 1);
      break;
    case Family::Ice40:
      if (width_bits * depth > kIce40RegisterBits) return block_ram_cost(family, width_bits, depth);
      registers += width_bits * depth;
      luts = width_bits * ceil_div(2 * depth, 3);
      break;
  }
  Resources cost;
  cost.lut = static_cast<double>(luts);
  cost.ff = static_cast<double>(registers);
  return cost;
}

Resources dsp_cost(Family family, int a_width_bits, bool is_a_signed, int b_width_bits, bool is_b_signed) {
  const int a_signed_bits = a_width_bits + (is_a_signed ? 0 : 1);
  const int b_signed_bits = b_width_bits + (is_b_signed ? 0 : 1);
  bool fits = false;
  switch (family) {
    case Family::Xc7:
      fits = a_signed_bits <= 25 && b_signed_bits <= 18;
      break;
    case Family::Xcup:
      fits = a_signed_bits <= 27 && b_signed_bits <= 18;
      break;
    case Family::Ecp5:
      fits = a_width_bits <= 18 && b_width_bits <= 18;
      break;
    case Family::Ice40:
      fits = a_width_bits <= 16 && b_width_bits <= 16;
      break;
  }
  Resources cost;
  cost.dsp = fits ? 1 : 0;
  return cost;
}

}  // namespace knap::hw
