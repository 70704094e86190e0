#include "hw/cost/estimate.h"

#include <gtest/gtest.h>

#include <cmath>

#include "hw/cost/memory.h"
#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

Module adder(const std::string& name, const std::string& layer, std::int64_t high) {
  Builder b(name, "", layer);
  const Value x = b.input("x", Type{{0, high}, 1}), y = b.input("y", Type{{0, high}, 1});
  const Reg sum = b.reg("sum", Type{{0, 2 * high}, 1});
  sum.set(x + y);
  b.output("z", sum);
  return b.finish();
}

/// Two layers and one adder of its own; glue too when `has_glue`.
Design two_layers() {
  Design design;
  design.modules = {adder("first", "conv1", 255), adder("second", "dense", 15), adder("fork", "", 15)};
  Builder b("top");
  const Value x = b.input("x", Type{{0, 255}, 1}), y = b.input("y", Type{{0, 15}, 1});
  b.output("a", b.instance(design, 0, "u_first", {x, x})[0]);
  b.output("b", b.instance(design, 1, "u_second", {y, y})[0]);
  b.output("c", b.instance(design, 2, "u_fork", {y, y})[0]);
  design.modules.push_back(b.finish());
  return design;
}

TEST(Estimate, LayersAndGlueSumUpToTheTotal) {
  for (const Family family : kFamilies) {
    const Estimate e = estimate(two_layers(), family);
    ASSERT_EQ(e.layers.size(), 3U);
    EXPECT_EQ(e.layers[0].layer, "conv1");
    EXPECT_EQ(e.layers[1].layer, "dense");
    EXPECT_EQ(e.layers[2].layer, "");
    Resources sum;
    for (const ModuleEstimate& part : e.layers) sum += part.resources;
    EXPECT_EQ(sum, e.total) << to_string(family);
    EXPECT_GT(e.layers[0].resources.lut, e.layers[1].resources.lut) << "8 bits cost more than 4";
    EXPECT_GT(e.layers[2].resources.lut, 0) << "the fork is glue";
  }
}

TEST(Estimate, FlipFlopsOfPlainRegistersAreTheirBits) {
  for (const Family family : kFamilies) EXPECT_EQ(estimate(two_layers(), family).layers[0].resources.ff, 9);
}

TEST(Estimate, AProductThatNoBlockTakesIsOneInLookupTables) {
  Builder b("m", "", "layer");
  const Value x = b.input("x", Type{interval_of(18, true), 1}),
              w = b.input("w", Type{interval_of(18, true), 1});
  b.output("product", b.multiply_dsp("product", x, w, b.bit(true), 2));
  const Module module = b.finish();
  const Resources block = module_estimate(module, Family::Ecp5),
                  tables = module_estimate(module, Family::Ice40);
  EXPECT_EQ(block.dsp, 1);
  EXPECT_EQ(block.lut, 0);
  EXPECT_EQ(tables.dsp, 0);
  EXPECT_GT(tables.lut, 18 * 18) << "a table for each pair of bits at least";
  EXPECT_NEAR(tables.ff, 2 * 36, 4) << "two stages of a product";
}

TEST(Estimate, LogicCellsAreCountedOnIce40Alone) {
  Builder b("m", "", "delay");
  b.output("q", b.delay("q", b.input("x", Type{{0, 255}, 1}), b.bit(true)));
  Design design;
  design.modules = {b.finish()};
  EXPECT_EQ(estimate(design, Family::Ice40).total.cells, estimate(design, Family::Ice40).total.lut + 8);
  EXPECT_EQ(estimate(design, Family::Ecp5).total.cells, 0);
}

TEST(Estimate, CellsAreWholeAndNeverNegative) {
  for (const Family family : kFamilies)
    for (const ModuleEstimate& part : estimate(two_layers(), family).layers) {
      EXPECT_EQ(part.resources.lut, std::round(part.resources.lut));
      EXPECT_EQ(part.resources.ff, std::round(part.resources.ff));
      EXPECT_GE(part.resources.lut, 0);
    }
}

TEST(HardBlocks, AreThoseOfTheLeavesLaneByLane) {
  Builder b("m");
  const Value a = b.input("a", Type{{-128, 127}, 3}), w = b.input("w", Type{{-128, 127}, 3});
  const Value address = b.input("address", Type{{0, 1023}, 1});
  const Value word = b.ram("rows", MemoryStyle::Block, Type{{-128, 127}, 2}, 1024,
                           {b.bit(true), address, a.slice(0, 2)}, address, b.bit(true));
  b.output("product", b.multiply_dsp("product", a, w, b.bit(true), 2));
  b.output("word", word);
  const Module module = b.finish();
  for (const Family family : kFamilies) {
    Resources wanted = block_ram_cost(family, 16, 1024);
    for (int lane = 0; lane < 3; ++lane) wanted += dsp_cost(family, 8, 8);
    EXPECT_EQ(hard_blocks(module, family), wanted) << to_string(family);
    EXPECT_EQ(hard_blocks(module, family).dsp, 3);
  }
}

}  // namespace
}  // namespace knap::hw
