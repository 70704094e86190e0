#include "hw/cost/delay.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

const Type kPixel{{0, 255}, 1};
const CellDelays& ecp5() { return cell_delays(Family::Ecp5); }

/// f(x, y) between registers.
template <class F>
double between_registers(F&& f, const Type& type = kPixel) {
  Builder b("m");
  const Value enable = b.bit(true);
  const Value x = b.delay("x_held", b.input("x", type), enable),
              y = b.delay("y_held", b.input("y", type), enable);
  b.output("z", b.delay("z_held", f(b, x, y), enable));
  Design design;
  design.modules = {b.finish()};
  return worst_path(design, Family::Ecp5).ns;
}

double lone_hop() { return ecp5().hop; }

TEST(WorstPath, ARegisterBehindARegisterIsOneHop) {
  const double ns =
      between_registers([](Builder& b, Value x, Value) { return b.delay("more", x, b.bit(true)); });
  EXPECT_NEAR(ns, ecp5().clock_to_out + lone_hop() + ecp5().setup, 1e-9);
}

TEST(WorstPath, ATableSitsInFrontOfItsFlipFlop) {
  const double ns = between_registers(
      [](Builder&, Value x, Value y) { return x.slice(0, 1) == y.slice(0, 1); }, Type{{0, 1}, 1});
  EXPECT_NEAR(ns, ecp5().clock_to_out + lone_hop() + ecp5().table + ecp5().setup, 1e-9);
}

TEST(WorstPath, AWiderSumAndASecondOneAreLater) {
  const auto sum = [](Builder&, Value x, Value y) { return x + y; };
  const double narrow = between_registers(sum), wide = between_registers(sum, Type{{0, 65535}, 1});
  EXPECT_NEAR(wide - narrow, 8 * ecp5().chain_bit, 1e-9);
  const double twice = between_registers([](Builder&, Value x, Value y) { return (x + y) + y; });
  EXPECT_GT(twice, narrow + ecp5().hop + ecp5().chain_in);
}

TEST(WorstPath, AProductPassesTheRowsOfItsMapping) {
  const auto product = [](Builder&, Value x, Value y) { return x * y; };
  const double four = between_registers(product, Type{{0, 15}, 1}), eight = between_registers(product);
  const double chain = ecp5().hop + ecp5().chain_in + ecp5().chain_out;
  EXPECT_GT(eight - four, chain);
  EXPECT_LT(eight - four, 2 * chain) << "8 rows are one chain deeper than 4";
}

TEST(WorstPath, ABlockMemoryIsSlowAndItsModuleIsNamed) {
  Builder b("memory");
  const Value write = b.input("write", Type{{0, 1}, 1}), data = b.input("data", kPixel),
              at = b.input("at", kPixel);
  const Value read = b.ram("rows", MemoryStyle::Block, kPixel, 256, {write, at, data}, at, b.bit(true));
  b.output("z", read);
  Design design;
  design.modules = {b.finish()};
  Builder top("top");
  const Value in = top.input("in", kPixel);
  const std::vector<Value> out =
      top.instance(design, 0, "inner", {top.delay("w", in.slice(0, 1) == 1, top.bit(true)), in, in});
  top.output("z", top.delay("held", out[0], top.bit(true)));
  design.modules.push_back(top.finish());
  const WorstPath path = worst_path(design, Family::Ecp5);
  EXPECT_NEAR(path.ns, ecp5().block_ram + ecp5().block_hop + lone_hop() + ecp5().setup, 1e-9)
      << "out of one module, into a register";
  EXPECT_EQ(path.module, "top");
}

/// What a family's cells take on the way from a register through a product in a block to another.
TEST(WorstPath, AProductInABlockIsAsSlowAsItsInsideUnlessARegisterLiesThere) {
  for (const Family family : {Family::Xc7, Family::Xcup})
    for (const int stages : {2, 3}) {
      Builder b("m");
      const Value enable = b.bit(true);
      const Value x = b.delay("x_held", b.input("x", kPixel), enable),
                  y = b.delay("y_held", b.input("y", kPixel), enable);
      b.output("z", b.delay("z_held", b.multiply_dsp("multiply", x, y, enable, stages), enable));
      Design design;
      design.modules = {b.finish()};
      const CellDelays& cell = cell_delays(family);
      const double way = cell.hop + cell.multiplier_hop,
                   outside = std::max(cell.clock_to_out + way + cell.multiplier_setup,
                                      cell.multiplier + way + cell.setup);
      EXPECT_NEAR(worst_path(design, family).ns,
                  stages == 2 ? std::max(outside, cell.multiplier_inside) : outside, 1e-9)
          << to_string(family) << ", " << stages << " stages";
    }
}

/// On Xilinx a choice in front of a sum lies in the table that the carry starts from anyway.
TEST(WorstPath, AChoiceBeforeASumCostsNoTableOnXilinx) {
  const auto path = [](Family family, bool is_chosen) {
    Builder b("m");
    const Value enable = b.bit(true);
    const auto held = [&](const char* name, const Type& type) {
      return b.delay(std::string(name) + "_held", b.input(name, type), enable);
    };
    const Value x = held("x", kPixel), y = held("y", kPixel), w = held("w", kPixel),
                s = held("s", Type{{0, 1}, 1});
    b.output("z", b.delay("z_held", (is_chosen ? mux(s, x, w) : x) + y, enable));
    Design design;
    design.modules = {b.finish()};
    return worst_path(design, family).ns;
  };
  EXPECT_LT(path(Family::Xc7, true) - path(Family::Xc7, false), cell_delays(Family::Xc7).spread * 4);
  EXPECT_GT(path(Family::Ecp5, true) - path(Family::Ecp5, false), ecp5().table);
}

/// Through two instances one behind the other, in either order.
TEST(WorstPath, CrossesModulesWithoutRegisters) {
  Builder inverter("inverter");
  inverter.output("z", !inverter.input("x", Type{{0, 1}, 1}));
  Design design;
  design.modules = {inverter.finish()};
  Builder top("top");
  const Type bit{{0, 1}, 1};
  const Value later = top.wire("later", bit);
  const Value second = top.instance(design, 0, "second", {later})[0];
  top.drive(later,
            top.instance(design, 0, "first", {top.delay("x", top.input("in", bit), top.bit(true))})[0]);
  top.output("z", top.delay("held", second, top.bit(true)));
  design.modules.push_back(top.finish());
  EXPECT_NEAR(worst_path(design, Family::Ecp5).ns, ecp5().clock_to_out + lone_hop() + ecp5().setup, 1e-9)
      << "a complement is part of the table that reads it";
}

}  // namespace
}  // namespace knap::hw
