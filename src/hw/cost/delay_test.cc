#include "hw/cost/delay.h"

#include <gtest/gtest.h>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

const Type kPixel{{0, 255}, 1};
const CellDelays& ecp5() { return *cell_delays(Family::Ecp5); }

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
  return worst_path(design, Family::Ecp5)->ns;
}

double lone_hop() { return ecp5().hop; }

TEST(WorstPath, FamiliesThatNobodyMeasuredHaveNone) {
  Builder b("m");
  b.output("z", b.delay("held", b.input("x", kPixel), b.bit(true)));
  Design design;
  design.modules = {b.finish()};
  EXPECT_FALSE(worst_path(design, Family::Xcup).has_value());
}

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
  const auto path = worst_path(design, Family::Ecp5);
  ASSERT_TRUE(path.has_value());
  EXPECT_NEAR(path->ns, ecp5().block_ram + ecp5().block_hop + lone_hop() + ecp5().setup, 1e-9)
      << "out of one module, into a register";
  EXPECT_EQ(path->module, "top");
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
  EXPECT_NEAR(worst_path(design, Family::Ecp5)->ns, ecp5().clock_to_out + lone_hop() + ecp5().setup, 1e-9)
      << "a complement is part of the table that reads it";
}

}  // namespace
}  // namespace knap::hw
