#include "hw/ir/accumulator.h"

#include <gtest/gtest.h>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

constexpr Interval kAddend{0, 255}, kTotal{0, 65535};

enum class What { Accumulator, SeenChoice, NamedSum, Counter, OtherRegister, PerLane };

Module summing(What what) {
  Builder b("summing");
  const int lanes = what == What::PerLane ? 3 : 1;
  const Value first = b.input("first", {kBit, lanes}), start = b.input("start", {kAddend, lanes}),
              in = b.input("in", {kAddend, lanes});
  const Value addend = what == What::Counter ? b.constant(3) : in;
  const Reg sum = b.reg("sum", {kTotal, lanes}, std::nullopt, "sums");
  const Reg other = b.reg("other", {kTotal, lanes}, std::nullopt, "not the sums");
  other.set((in + other.value()).narrow(kTotal), b.bit(true));
  const Value choice = mux(first, start, what == What::OtherRegister ? other.value() : sum.value());
  const Value total = choice + addend;
  const Value next = what == What::NamedSum ? total.named("total").narrow(kTotal) : total.narrow(kTotal);
  sum.set(next, b.bit(true));
  if (what == What::SeenChoice) b.output("choice", choice);
  b.output("out", sum.value());
  b.output("other_out", other.value());
  return b.finish();
}

TEST(Accumulator, IsARegisterThatAddsUpOrBeginsAnew) {
  const Module with = summing(What::Accumulator);
  const std::vector<Accumulator> found = accumulators(with);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(with.registers[found[0].reg].name, "sum");
  EXPECT_EQ(found[0].next, with.registers[found[0].reg].next);
  EXPECT_TRUE(std::holds_alternative<Mux>(with.signals[found[0].choice.index].driver));
  const auto port_of = [&](SignalId id) {
    return with.ports[std::get<PortInput>(with.signals[id.index].driver).port].name;
  };
  EXPECT_EQ(port_of(found[0].first), "first");
  EXPECT_EQ(port_of(found[0].start), "start");
  EXPECT_EQ(port_of(found[0].addend), "in");
}

TEST(Accumulator, IsNoneWhereSomethingElseReadsItsPartsOrItCounts) {
  for (const What what :
       {What::SeenChoice, What::NamedSum, What::Counter, What::OtherRegister, What::PerLane})
    EXPECT_TRUE(accumulators(summing(what)).empty()) << static_cast<int>(what);
}

}  // namespace
}  // namespace knap::hw
