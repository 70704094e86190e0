#include "hw/sv/plan.h"

#include <gtest/gtest.h>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

ModulePlan plan_of(const Module& module) {
  Design design;
  design.modules.push_back(module);
  NameScope scope;
  return plan_signals(module, orders_of(design).value()[0], scope);
}

TEST(Plan, OnlyWhatReachesAnOutputIsPrinted) {
  Builder b("m");
  const Value x = b.input("x", {{0, 7}});
  const Value dead = (x + 1).named("dead");
  const Reg unread = b.reg("unread", {{0, 8}}, 0);
  unread.set(dead);
  const Reg read = b.reg("read", {{0, 7}}, 0);
  read.set(x);
  b.output("y", read);
  const ModulePlan plan = plan_of(b.finish());
  EXPECT_FALSE(plan.signals[dead.id().index].is_live);
  EXPECT_FALSE(plan.live_registers[0]);
  EXPECT_TRUE(plan.live_registers[1]);
}

TEST(Plan, UnnamedSignalsAreInlinedOnceAndNamedAfterTheirUserOtherwise) {
  Builder b("m");
  const Value x = b.input("x", {{0, 7}});
  const Value once = x + 1;
  const Value twice = x + 2;
  const Reg sum = b.reg("sum", {{0, 100}}, 0);
  sum.set(once + twice * twice);
  b.output("y", sum);
  const ModulePlan plan = plan_of(b.finish());
  EXPECT_TRUE(plan.signals[once.id().index].is_inline);
  EXPECT_FALSE(plan.signals[twice.id().index].is_inline);
  EXPECT_EQ(plan.signals[twice.id().index].name, "sum_next_sum");
}

TEST(Plan, AnOutputPortIsTheSignalThatDrivesIt) {
  Builder b("m");
  const Value x = b.input("x", {{0, 7}});
  const Value y = x + 1;
  b.output("y", y);
  const ModulePlan plan = plan_of(b.finish());
  EXPECT_TRUE(plan.signals[y.id().index].is_port);
  EXPECT_EQ(plan.signals[y.id().index].name, "y");
}

}  // namespace
}  // namespace knap::hw
