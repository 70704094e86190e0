#include "hw/sim/taint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hw/ir/builder.h"
#include "hw/sim/simulator.h"

namespace knap::hw {
namespace {

Design only(Module module) {
  Design design;
  design.modules.push_back(std::move(module));
  return design;
}

TEST(Taint, ClaimsMayFailWhereNothingDependsOnThem) {
  Builder b("counter");
  const Reg count = b.reg("count", {{0, 9}}, 0);
  const Value last = count.value() == 9;
  count.set(mux(last, 0, (count.value() + 1).narrow({0, 9})));  // fails at 9, where the mux takes 0
  b.output("count", count);
  Simulator s(only(b.finish()));
  for (int cycle = 0; cycle < 25; ++cycle) {
    s.settle();
    ASSERT_EQ(s.get(s.port("count")), cycle % 10);
    s.step();
  }
}

/// Adds x up, claiming that the sum stays below 16; the sum goes with `valid`.
Design adder(bool is_stream) {
  Builder b("adder");
  const Value x = b.input("x", {{0, 7}});
  const Reg sum = b.reg("sum", {{0, 15}}, 0);
  const Value next = (sum.value() + x).narrow({0, 15}).named("next_sum");
  sum.set(next);
  if (is_stream) {
    b.output_stream_ready("out");
    const Value valid = b.input("valid", {kBit});
    b.output_stream("out", valid, sum, 1);
  } else {
    b.output("y", sum);
  }
  return only(b.finish());
}

std::string failure(Simulator& s, int cycles) {
  try {
    for (int i = 0; i < cycles; ++i) s.step();
  } catch (const InternalError& error) {
    return error.what();
  }
  return "";
}

TEST(Taint, AClaimThatFailsIsNamedWhenItsValueLeaves) {
  Simulator s(adder(false));
  s.set(s.port("x"), 5);
  EXPECT_EQ(failure(s, 4), "");
  EXPECT_THAT(failure(s, 2),
              testing::AllOf(testing::HasSubstr("module adder"), testing::HasSubstr("next_sum was 20"),
                             testing::HasSubstr("outside [0,15]"), testing::HasSubstr("through y")));
}

TEST(Taint, AClaimThatFailsBehindInvalidDataIsForgiven) {
  Simulator s(adder(true));
  s.set(s.port("x"), 5);
  EXPECT_EQ(failure(s, 6), "");
  s.settle();
  EXPECT_EQ(s.get(s.port("out_data")), 30 % 16);  // the RTL drops the high bits too
  s.set(s.port("valid"), 1);
  EXPECT_THAT(failure(s, 1), testing::HasSubstr("through out_data"));
  Simulator cleared(adder(true));
  cleared.set(cleared.port("x"), 5);
  EXPECT_EQ(failure(cleared, 6), "");
  cleared.set_reset(true);
  cleared.step();
  cleared.set_reset(false);
  cleared.set(cleared.port("x"), 1);
  cleared.set(cleared.port("valid"), 1);
  EXPECT_EQ(failure(cleared, 10), "");
}

/// The claim's value travels through a child module, a product, a memory and a lane of a pack before it
/// leaves.
TEST(Taint, FailedClaimsAreFollowedThroughEverything) {
  Builder child("child");
  const Value a = child.input("a", {{0, 15}});
  const Value on = child.input("on", {kBit});
  const Value product = child.multiply_dsp("m", a, child.constant({1, 3}), on, 3);
  const Value word =
      child.ram("ram", MemoryStyle::Lut, {{0, 15}}, 2, {on, child.constant(0), a}, child.constant(0), !on);
  child.output("y", pack({product, word}));
  Design design = only(child.finish());
  Builder top("top");
  const Value x = top.input("x", {{0, 30}});
  const Value on_top = top.input("on", {kBit});
  const Value which = top.input("which", {{0, 2}});
  const Value y = top.instance(design, 0, "u", {x.narrow({0, 15}).named("claim"), on_top})[0];
  top.output("y", pick(y, which));
  design.modules.push_back(top.finish());
  for (int lane = 0; lane < 3; ++lane) {
    SCOPED_TRACE(lane);
    Simulator s(design);
    s.set(s.port("on"), 1);
    s.set(s.port("which"), 2);
    s.set(s.port("x"), 3);
    EXPECT_EQ(failure(s, 4), "");
    s.set(s.port("x"), 20);  // only bad value, then good ones again
    EXPECT_EQ(failure(s, 1), "");
    s.set(s.port("x"), 3);
    s.set(s.port("which"), lane);
    s.set(s.port("on"), lane < 2 ? 1 : 0);
    EXPECT_THAT(failure(s, 4), testing::HasSubstr("claim was 20"));
    Simulator other(design);
    other.set(other.port("on"), 1);
    other.set(other.port("x"), 20);
    other.set(other.port("which"), 2);
    EXPECT_EQ(failure(other, 1), "");  // nothing has come out yet
  }
}

TEST(Taint, ReadingWhatIsBeingWrittenHasNoValue) {
  Builder b("m");
  const Value address = b.input("address", {{0, 3}});
  b.output("y", b.ram("ram", MemoryStyle::Block, {{0, 9}}, 4, {b.bit(true), b.constant(2), b.constant(7)},
                      address, b.bit(true)));
  Simulator s(only(b.finish()));
  s.set(s.port("address"), 1);
  EXPECT_EQ(failure(s, 3), "");
  s.set(s.port("address"), 2);
  EXPECT_THAT(failure(s, 3), testing::HasSubstr("memory ram is read at the address that is being written"));
}

}  // namespace
}  // namespace knap::hw
