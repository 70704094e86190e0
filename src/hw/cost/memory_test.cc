#include "hw/cost/memory.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

TEST(BlockRamCost, CountsBlocksAsYosysNetlistsHoldThem) {
  // Netlists of the leaves (tests/leaf_netlists_test.cc counts them again with Yosys).
  EXPECT_EQ(block_ram_cost(Family::Xc7, 72, 700).bram, 2);  // 4 RAMB18 of 18 x 1024
  EXPECT_EQ(block_ram_cost(Family::Xc7, 40, 100).bram, 1);  // 2 RAMB18 of 36 x 512
  EXPECT_EQ(block_ram_cost(Family::Xcup, 8, 9000).bram,
            2.5);  // 5 of 9 x 2048; 6 of 4 x 4096, 8 of 2 x 8192
  EXPECT_EQ(block_ram_cost(Family::Ecp5, 72, 700).bram, 4);
  EXPECT_EQ(block_ram_cost(Family::Ecp5, 40, 100).bram, 3);
  EXPECT_EQ(block_ram_cost(Family::Ice40, 72, 700).bram,
            15);  // of 16 x 256; 18 of 8 x 512 or 4 x 1024
}

TEST(BlockRomCost, CountsBlocksAsYosysNetlistsHoldThem) {
  // What memory_libmap of Yosys 0.23 made of prim/<family>/knap_rom_block.lib.txt.
  const struct {
    Family family;
    int width;
    std::int64_t depth, blocks;
  } rows[] = {{Family::Ice40, 72, 700, 14}, {Family::Ice40, 40, 100, 3},  {Family::Ice40, 9, 3000, 7},
              {Family::Ice40, 3, 5000, 4},  {Family::Ice40, 20, 1100, 7}, {Family::Ice40, 5, 20000, 25},
              {Family::Ice40, 37, 513, 7},  {Family::Ecp5, 72, 700, 4},   {Family::Ecp5, 3, 5000, 1},
              {Family::Ecp5, 5, 20000, 6},  {Family::Ecp5, 37, 513, 3},   {Family::Xc7, 72, 700, 4},
              {Family::Xc7, 20, 1100, 2},   {Family::Xc7, 5, 20000, 6},   {Family::Xc7, 37, 513, 3}};
  for (const auto& row : rows)
    EXPECT_EQ(rom_block_count(row.family, row.width, row.depth), row.blocks)
        << row.width << " x " << row.depth;
  EXPECT_EQ(block_rom_cost(Family::Xc7, 20, 1100).bram, 1);
}

TEST(BlockRamCost, NeverExceedsTheCostOfAnySingleShape) {
  for (const Family family : kFamilies)
    for (int width = 1; width <= 80; width += 3)
      for (std::int64_t depth = 1; depth <= 20000; depth = depth * 3 / 2 + 1)
        for (const BlockShape& shape : block_shapes(family))
          EXPECT_LE(block_count(family, width, depth), ((width + shape.width_bits - 1) / shape.width_bits) *
                                                           ((depth + shape.depth - 1) / shape.depth));
}

TEST(BlockRamCost, AMemoryOfOneShapeIsOneBlock) {
  for (const Family family : kFamilies)
    for (const BlockShape& shape : block_shapes(family)) {
      EXPECT_EQ(block_count(family, shape.width_bits, shape.depth), 1);
      EXPECT_EQ(block_count(family, shape.width_bits + 1, shape.depth), 2);
    }
}

TEST(DspCost, OneBlockUpToTheWidthOfTheMultiplier) {
  EXPECT_EQ(dsp_cost(Family::Xc7, 25, 18).dsp, 1);
  EXPECT_EQ(dsp_cost(Family::Xc7, 26, 18).dsp, 0);
  EXPECT_EQ(dsp_cost(Family::Xc7, 25, false, 18, true).dsp, 0);
  EXPECT_EQ(dsp_cost(Family::Xcup, 27, 18).dsp, 1);
  EXPECT_EQ(dsp_cost(Family::Ecp5, 18, false, 18, false).dsp, 1);
  EXPECT_EQ(dsp_cost(Family::Ecp5, 19, 18).dsp, 0);
  EXPECT_EQ(dsp_cost(Family::Ice40, 16, false, 16, true).dsp, 1);
  EXPECT_EQ(dsp_cost(Family::Ice40, 17, 8).dsp, 0);
}

TEST(LutRamCost, CountsTheLookupTablesOfTheMemoryCells) {
  EXPECT_EQ(lut_ram_cost(Family::Xc7, 6, 32).lut, 4);
  EXPECT_EQ(lut_ram_cost(Family::Xc7, 7, 33).lut, 12);
  EXPECT_EQ(lut_ram_cost(Family::Xcup, 14, 20).lut, 8);
  EXPECT_EQ(lut_ram_cost(Family::Ecp5, 8, 16).lut, 8);
  EXPECT_EQ(lut_ram_cost(Family::Ice40, 8, 16).ff, 136);
  EXPECT_EQ(lut_ram_cost(Family::Ice40, 8, 17).bram, 1);
}

}  // namespace
}  // namespace knap::hw
