#include "hw/ir/order.h"

#include <gtest/gtest.h>

#include "hw/ir/builder.h"
#include "hw/ir/derive.h"
#include "hw/ir/random.h"

namespace knap::hw {
namespace {

TEST(Order, EverySignalComesAfterItsOperands) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "order_test");
    const Design design = random_design(rng);
    const auto orders = orders_of(design).value();
    for (std::size_t m = 0; m < design.modules.size(); ++m) {
      const Module& module = design.modules[m];
      ASSERT_EQ(orders[m].signals.size(), module.signals.size());
      std::vector<bool> done(module.signals.size());
      for (const SignalId id : orders[m].signals) {
        for_each_operand(module.signals[id.index].driver,
                         [&](SignalId operand) { EXPECT_TRUE(done[operand.index]); });
        EXPECT_FALSE(done[id.index]);
        done[id.index] = true;
      }
    }
  }
}

TEST(Order, OutputsKnowTheInputsThatReachThem) {
  Builder b("m");
  const Value a = b.input("a", {kBit}), c = b.input("c", {kBit});
  const Reg held = b.reg("held", {kBit}, 0);
  held.set(c);
  b.output("direct", !a);
  b.output("held_out", held);
  b.output("both", a & c);
  b.output("memory", b.ram_async("ram", {kBit}, 2, {a, b.constant(0), a}, c));
  Design design;
  design.modules.push_back(b.finish());
  const PortDependencies found = orders_of(design).value()[0].dependencies;
  using Ports = std::vector<std::uint32_t>;
  EXPECT_EQ(found[2], (Ports{0}));
  EXPECT_EQ(found[3], Ports{});
  EXPECT_EQ(found[4], (Ports{0, 1}));
  EXPECT_EQ(found[5], (Ports{1}));  // an asynchronous read follows its address only
}

}  // namespace
}  // namespace knap::hw
