#include "hw/cost/gates.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"

namespace knap::hw {
namespace {

/// Value of `bit` where leaf k of `leaves` has bit k of `values`.
bool evaluate(const Gates& gates, const std::vector<Bit>& leaves, std::uint32_t values, Bit bit) {
  const bool sign = (bit & 1U) != 0;
  if (node_of(bit) == 0) return sign;
  for (std::size_t k = 0; k < leaves.size(); ++k)
    if (node_of(leaves[k]) == node_of(bit)) return ((values >> k & 1U) != 0) != sign;
  const Gates::Node& node = gates.nodes()[node_of(bit)];
  const auto input = [&](int i) {
    return evaluate(gates, leaves, values, node.inputs[static_cast<std::size_t>(i)]);
  };
  switch (node.kind) {
    case Gates::Kind::And:
      return (input(0) && input(1)) != sign;
    case Gates::Kind::Xor:
      return (input(0) != input(1)) != sign;
    case Gates::Kind::Mux:
      return (input(0) ? input(1) : input(2)) != sign;
    case Gates::Kind::Leaf:
      break;
  }
  ADD_FAILURE() << "a leaf that the test does not know";
  return false;
}

class GatesTest : public testing::Test {
 protected:
  Gates gates_;
  Bit a_ = gates_.leaf(), b_ = gates_.leaf(), c_ = gates_.leaf(), d_ = gates_.leaf();
  std::vector<Bit> leaves_{a_, b_, c_, d_};
};

TEST_F(GatesTest, ConstantsAndEqualOperandsMakeNoGate) {
  const std::size_t before = gates_.nodes().size();
  EXPECT_EQ(gates_.conjunction(a_, kTrue), a_);
  EXPECT_EQ(gates_.conjunction(a_, complement(a_)), kFalse);
  EXPECT_EQ(gates_.disjunction(a_, kTrue), kTrue);
  EXPECT_EQ(gates_.exclusive(a_, a_), kFalse);
  EXPECT_EQ(gates_.exclusive(a_, kTrue), complement(a_));
  EXPECT_EQ(gates_.choice(a_, b_, b_), b_);
  EXPECT_EQ(gates_.choice(kTrue, b_, c_), b_);
  EXPECT_EQ(gates_.choice(complement(a_), kFalse, kTrue), a_);
  EXPECT_EQ(gates_.nodes().size(), before);
}

TEST_F(GatesTest, AFunctionIsMadeOnce) {
  EXPECT_EQ(gates_.conjunction(a_, b_), gates_.conjunction(b_, a_));
  EXPECT_EQ(gates_.exclusive(a_, b_), complement(gates_.exclusive(complement(b_), a_)));
  EXPECT_EQ(gates_.choice(a_, b_, c_), gates_.choice(complement(a_), c_, b_));
  EXPECT_EQ(gates_.choice(a_, complement(b_), complement(c_)), complement(gates_.choice(a_, b_, c_)));
}

TEST_F(GatesTest, ChoicesOfChoicesKeepTheirMeaning) {
  std::vector<Bit> bits{kFalse, kTrue};
  for (const Bit leaf : leaves_) bits.push_back(leaf), bits.push_back(complement(leaf));
  for (const Bit s : bits)
    for (const Bit t : bits)
      for (const Bit x : bits)
        for (const Bit y : bits) {
          const Bit inner = gates_.choice(t, x, y);
          for (const auto& [bit, on_true, on_false] : {std::tuple{gates_.choice(s, x, inner), x, inner},
                                                       std::tuple{gates_.choice(s, inner, y), inner, y},
                                                       std::tuple{gates_.choice(s, y, inner), y, inner}})
            for (std::uint32_t v = 0; v < 16; ++v) {
              const auto value = [&](Bit b) { return evaluate(gates_, leaves_, v, b); };
              ASSERT_EQ(value(bit), value(s) ? value(on_true) : value(on_false)) << s << t << x << y;
            }
        }
}

TEST_F(GatesTest, ATableIsTheFunctionThatItLists) {
  Rng rng(1, "gates");
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<bool> values;
    const auto size = static_cast<std::size_t>(rng.integer(1, 16));
    for (std::size_t i = 0; i < size; ++i) values.push_back(rng.flip(0.5));
    const Bit bit = gates_.table(leaves_, values);
    for (std::uint32_t v = 0; v < size; ++v) EXPECT_EQ(evaluate(gates_, leaves_, v, bit), values[v]);
  }
}

TEST_F(GatesTest, ATableOfEqualHalvesIgnoresTheIndexBit) {
  EXPECT_EQ(gates_.table({a_, b_}, {false, true, false, true}), a_);
  EXPECT_EQ(gates_.table({a_, b_}, {true, true, true, true}), kTrue);
}

TEST_F(GatesTest, AllOfNothingIsTrue) {
  EXPECT_EQ(gates_.all_of({}), kTrue);
  EXPECT_EQ(gates_.all_of({a_}), a_);
  EXPECT_EQ(gates_.all_of({a_, complement(a_), b_}), kFalse);
}

}  // namespace
}  // namespace knap::hw
