#include "hw/cost/arith.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

/// Operands that are constants: everything folds, whatever the family does with variables.
Word constant(std::int64_t value, int width, bool is_signed) {
  Word word{{}, is_signed};
  for (int i = 0; i < width; ++i) word.bits.push_back((value >> i & 1) != 0 ? kTrue : kFalse);
  return word;
}

std::int64_t value_of(const std::vector<Bit>& bits) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    EXPECT_TRUE(is_constant(bits[i]));
    value |= std::int64_t{bits[i] == kTrue} << i;
  }
  return value;
}

Word variable(Gates& gates, int width, bool is_signed) {
  Word word{{}, is_signed};
  for (int i = 0; i < width; ++i) word.bits.push_back(gates.leaf());
  return word;
}

TEST(Arith, ConstantsFoldToTheValueOfTheOperation) {
  for (const Family family : kFamilies)
    for (const bool is_signed : {false, true})
      for (std::int64_t a = is_signed ? -8 : 0; a < (is_signed ? 8 : 16); ++a)
        for (std::int64_t b = is_signed ? -8 : 0; b < (is_signed ? 8 : 16); ++b) {
          Blasted net;
          Arith arith(net, family);
          const Word x = constant(a, 4, is_signed), y = constant(b, 4, is_signed);
          EXPECT_EQ(value_of(arith.sum(x, y, 8)), (a + b) & 255);
          EXPECT_EQ(value_of(arith.difference(x, y, 8)), (a - b) & 255);
          EXPECT_EQ(value_of(arith.product(x, y, 8)), (a * b) & 255);
          EXPECT_EQ(arith.equal(x, y), a == b ? kTrue : kFalse);
          EXPECT_EQ(arith.less(x, y), a < b ? kTrue : kFalse) << a << " " << b;
        }
}

TEST(Arith, MixedSignsCompareByValue) {
  Blasted net;
  Arith arith(net, Family::Xc7);
  EXPECT_EQ(arith.less(constant(-1, 4, true), constant(15, 4, false)), kTrue);
  EXPECT_EQ(arith.equal(constant(-1, 4, true), constant(15, 4, false)), kFalse);
}

TEST(Arith, WideSumsAreChainsAndNarrowOnesGates) {
  for (const Family family : kFamilies) {
    Blasted net;
    Arith arith(net, family);
    arith.sum(variable(net.gates, 2, false), variable(net.gates, 2, false), 2);
    EXPECT_TRUE(net.arithmetic.empty()) << to_string(family);
    arith.sum(variable(net.gates, 8, false), variable(net.gates, 8, false), 8);
    ASSERT_EQ(net.arithmetic.size(), 1U) << to_string(family);
    EXPECT_EQ(net.arithmetic[0].a.size(), 8U);
  }
}

TEST(Arith, TheCarryCellsTakeTheSecondSummandAndTheMinuend) {
  Blasted net;
  Arith arith(net, Family::Xc7);
  const Word x = variable(net.gates, 8, true), y = variable(net.gates, 8, true);
  arith.sum(x, y, 8);
  EXPECT_EQ(net.arithmetic.back().a, y.bits);
  arith.difference(x, y, 8);
  EXPECT_EQ(net.arithmetic.back().a, x.bits);
}

TEST(Arith, AConstantFactorIsAChainForEachOfItsDigitsButOne) {
  const auto chains = [](Family family, std::int64_t factor) {
    Blasted net;
    Arith(net, family).product(variable(net.gates, 8, true), constant(factor, 8, true), 15);
    return net.arithmetic.size();
  };
  EXPECT_EQ(chains(Family::Ecp5, 0b1010101), 3U);
  EXPECT_EQ(chains(Family::Ecp5, 63), 1U) << "64 - 1";
  EXPECT_EQ(chains(Family::Ecp5, -31), 1U) << "1 - 32";
  EXPECT_EQ(chains(Family::Xc7, 64), 0U);
  EXPECT_EQ(chains(Family::Ice40, 0b1010101), 1U) << "Yosys' own tree, which ends in one";
}

TEST(Arith, ComparisonsWithZeroAndPowersOfTwoNeedNoChain) {
  for (const Family family : kFamilies) {
    Blasted net;
    Arith arith(net, family);
    const Word x = variable(net.gates, 9, true), y = variable(net.gates, 9, false);
    EXPECT_EQ(arith.less(x, constant(0, 1, false)), x.bits.back()) << "the sign";
    EXPECT_EQ(arith.less(y, constant(256, 9, false)), complement(y.bits.back()));
    EXPECT_TRUE(net.arithmetic.empty());
  }
}

}  // namespace
}  // namespace knap::hw
