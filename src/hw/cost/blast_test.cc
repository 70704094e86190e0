#include "hw/cost/blast.h"

#include <gtest/gtest.h>

#include <set>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

const Type kByte{{0, 255}, 1};

/// Different leaves behind the flip-flops.
std::size_t different(const Blasted& net) {
  std::vector<Bit> bits;
  for (const FlipFlop& f : net.flip_flops)
    if (!is_constant(f.q)) bits.push_back(f.q);
  std::sort(bits.begin(), bits.end());
  return static_cast<std::size_t>(std::unique(bits.begin(), bits.end()) - bits.begin());
}

TEST(Blast, DelaysOfOneValueAreOneThroughSeveralStages) {
  Builder b("m");
  const Value x = b.input("x", kByte);
  Value left = x, right = x;
  for (int i = 0; i < 3; ++i) {
    left = b.delay("left", left, b.bit(true));
    right = b.delay("right", right, b.bit(true));
  }
  b.output("z", pack({left, right}));
  EXPECT_EQ(different(blast(b.finish(), Family::Ecp5)), 24U);
}

TEST(Blast, ARegisterThatStaysAtItsResetIsAConstant) {
  Builder b("m");
  const Value step = b.input("step", Type{kBit, 1});
  const Reg address = b.reg("address", Type{{0, 1023}, 1}, 0);
  const Value sum = address.value() + 512;
  address.set(mux(sum >= 1024, (sum - 1024).narrow({0, 1023}), sum.narrow({0, 1023})), step);
  b.output("z", address);
  EXPECT_EQ(different(blast(b.finish(), Family::Ecp5)), 1U) << "only the highest bit moves";
}

TEST(Blast, TheHighestValueOfACounterNeedsNoGateWhereItWrapsByItself) {
  const auto gates = [](std::int64_t last) {
    Builder b("m");
    const Reg counter = b.reg("counter", Type{{0, last}, 1}, 0);
    counter.set(mux(counter.value() == last, 0, (counter.value() + 1).narrow({0, last})));
    b.output("z", counter);
    const Blasted net = blast(b.finish(), Family::Ecp5);
    int count = 0;
    for (const FlipFlop& f : net.flip_flops)
      count += net.gates.nodes()[node_of(f.d)].kind != Gates::Kind::Leaf ? 1 : 0;
    return count;
  };
  EXPECT_EQ(gates(255), 0);
  EXPECT_GT(gates(250), 0);
}

TEST(Blast, ATwinIsOneFlipFlopButACopyIsNot) {
  const auto different = [](bool is_copy) {
    Builder b("m");
    const Value x = b.input("x", kByte), enable = b.bit(true);
    const Value one = b.delay("one", x, enable), other = b.delay("other", x, enable);
    b.output("z", one);
    b.output("w", other);
    Module module = b.finish();
    module.registers[1].is_copy = is_copy;
    std::set<Bit> outputs;
    for (const FlipFlop& f : blast(module, Family::Ecp5).flip_flops) outputs.insert(f.q);
    return outputs.size();
  };
  EXPECT_EQ(different(false), 8U);
  EXPECT_EQ(different(true), 16U);
}

TEST(Blast, EverySumHasAnAdderOfItsOwn) {
  Builder b("m");
  const Value x = b.input("x", kByte), y = b.input("y", kByte), w = b.input("w", kByte);
  b.output("z", x + y + w);
  EXPECT_EQ(blast(b.finish(), Family::Ecp5).arithmetic.size(), 2U);
}

TEST(Blast, MemoriesAndMultipliersAreOpaque) {
  Builder b("m");
  const Value x = b.input("x", kByte), y = b.input("y", kByte);
  b.output("word", b.ram("rows", MemoryStyle::Block, kByte, 256, {b.bit(true), x, y}, y, b.bit(true)));
  b.output("product", b.multiply_dsp("product", x, y, b.bit(true), 2));
  const Blasted net = blast(b.finish(), Family::Xc7);
  ASSERT_EQ(net.opaque.size(), 2U);
  EXPECT_EQ(net.opaque[0].outputs.size(), 8U);
  EXPECT_EQ(net.opaque[1].outputs.size(), 16U);
}

}  // namespace
}  // namespace knap::hw
