#include "hw/sim/machine.h"

#include <gtest/gtest.h>

#include "hw/ir/builder.h"
#include "hw/sim/simulator.h"

namespace knap::hw {
namespace {

/// A pipeline of instances large enough to be units, of which only the first sees its input change.
Module stage(int length) {
  Builder b("stage");
  const Value x = b.input("x", {{0, 255}});
  const Value go = b.input("go", {kBit});
  Value v = x;
  for (int i = 0; i < length; ++i) v = b.delay("d", (v * 3 + i).truncate(8, false), go);
  b.output("y", v);
  return b.finish();
}

TEST(Machine, SleepingUnitsWakeWhenTheirInputsChange) {
  const int length = 30, units = 4;
  Design design;
  design.modules.push_back(stage(length));
  Builder top("top");
  const Value x = top.input("x", {{0, 255}});
  const Value go = top.input("go", {kBit});
  Value v = x;
  for (int i = 0; i < units; ++i) v = top.instance(design, 0, "u" + std::to_string(i), {v, go})[0];
  top.output("y", v);
  design.modules.push_back(top.finish());
  Simulator s(design);
  s.set(s.port("go"), 1);
  const auto run = [&](std::int64_t value, int cycles) {
    s.set(s.port("x"), value);
    for (int i = 0; i < cycles; ++i) s.step();
    s.settle();
    return s.get(s.port("y"));
  };
  const auto expected = [&](std::int64_t value) {
    for (int u = 0; u < units; ++u)
      for (int i = 0; i < length; ++i) value = (value * 3 + i) & 255;
    return value;
  };
  EXPECT_EQ(run(7, length * units), expected(7));
  EXPECT_EQ(run(7, 500), expected(7));                 // all asleep
  EXPECT_EQ(run(9, length * units - 1), expected(7));  // still on its way
  EXPECT_EQ(run(9, 1), expected(9));
  s.set(s.port("go"), 0);
  EXPECT_EQ(run(11, 1000), expected(9));  // everything holds
  s.set(s.port("go"), 1);
  EXPECT_EQ(run(11, length * units), expected(11));
}

TEST(Machine, ResetWinsOverEnableAndIsSynchronous) {
  Builder b("m");
  const Reg r = b.reg("r", {{0, 99}}, 42);
  r.set((r.value() + 1).narrow({0, 99}), b.input("go", {kBit}));
  b.output("y", r);
  Design design;
  design.modules.push_back(b.finish());
  Simulator s(design);
  const auto y = [&] { return s.settle(), s.get(s.port("y")); };
  s.set(s.port("go"), 1);
  s.step();
  s.step();
  EXPECT_EQ(y(), 44);
  s.set_reset(true);
  EXPECT_EQ(y(), 44);  // not before the edge
  s.step();
  EXPECT_EQ(y(), 42);
  s.step();
  EXPECT_EQ(y(), 42);
  s.set_reset(false);
  s.step();
  EXPECT_EQ(y(), 43);
  EXPECT_EQ(s.cycles(), 5u);
}

}  // namespace
}  // namespace knap::hw
