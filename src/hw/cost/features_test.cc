#include "hw/cost/features.h"

#include <gtest/gtest.h>

#include <set>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

double of(const Features& counts, Feature feature) { return counts[static_cast<std::size_t>(feature)]; }

const Type kByte{{0, 255}, 1};

/// One output of a module with two byte inputs.
template <class F>
Features count(F&& build) {
  Builder b("m");
  const Value x = b.input("x", kByte), y = b.input("y", kByte);
  b.output("z", build(b, x, y));
  return features(b.finish());
}

TEST(Features, EveryFeatureHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kFeatures; ++i) {
    const std::string_view name = to_string(static_cast<Feature>(i));
    EXPECT_NE(name, "?");
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(Features, ASumIsCountedInBitsOfItsResult) {
  const Features sum = count([](Builder&, Value x, Value y) { return x + y; });
  EXPECT_EQ(of(sum, Feature::AddBits), 9);
  EXPECT_EQ(of(sum, Feature::AddConstBits), 0);
  const Features constant = count([](Builder&, Value x, Value) { return x + 3; });
  EXPECT_EQ(of(constant, Feature::AddBits), 0);
  EXPECT_EQ(of(constant, Feature::AddConstBits), 9);
}

TEST(Features, AProductWithAConstantCostsItsSignedDigits) {
  // 7 = 8 - 1: one subtraction of the product's 11 bits; 8 is a shift and costs nothing.
  EXPECT_EQ(of(count([](Builder&, Value x, Value) { return x * 7; }), Feature::ScaleBits), 11);
  EXPECT_EQ(of(count([](Builder&, Value x, Value) { return x * 8; }), Feature::ScaleBits), 0);
  EXPECT_EQ(of(count([](Builder&, Value x, Value y) { return x * y; }), Feature::ProductBits), 64);
}

TEST(Features, ComparisonsAndChoicesAreCountedByOperands) {
  const Features chosen = count([](Builder&, Value x, Value y) { return mux(x < y, x, y); });
  EXPECT_EQ(of(chosen, Feature::CompareBits), 8);
  EXPECT_EQ(of(chosen, Feature::MuxBits), 8);
  EXPECT_EQ(of(count([](Builder&, Value x, Value y) { return mux(x == y, x, 0); }), Feature::MuxConstBits),
            8);
  EXPECT_EQ(of(count([](Builder&, Value x, Value y) { return x == y; }), Feature::EqualBits), 8);
}

TEST(Features, WhatNothingUsesIsNotCounted) {
  const Features counts = count([](Builder& b, Value x, Value y) {
    const Reg unused = b.reg("unused", Type{{0, 65025}, 1});
    unused.set(x * y);
    return x;
  });
  EXPECT_EQ(counts, Features{});
}

TEST(Features, RegistersAndLutMemoriesCountFlipFlops) {
  const Features counts = count([](Builder& b, Value x, Value y) {
    const Reg kept = b.reg("kept", kByte);
    kept.set(x, y == 0);
    const auto contents =
        std::make_shared<const std::vector<std::int64_t>>(std::vector<std::int64_t>{1, 2, 3, 4});
    const Value word =
        b.rom("table", "", MemoryStyle::Lut, Type{{0, 7}, 1}, contents, y.truncate(2, false), b.bit(true));
    return kept + word;
  });
  EXPECT_EQ(of(counts, Feature::RegisterBits), 8 + 3);
  EXPECT_EQ(of(counts, Feature::EnabledBits), 8);
  EXPECT_EQ(of(counts, Feature::RomBits), 12);
  EXPECT_EQ(of(counts, Feature::RomWidth), 3);
}

TEST(Features, BlockMemoriesAreNoLutsAtAll) {
  const Features counts = count([](Builder& b, Value x, Value y) {
    return b.ram("rows", MemoryStyle::Block, kByte, 256, {b.bit(true), x, y}, y, b.bit(true));
  });
  EXPECT_EQ(of(counts, Feature::RamBits), 0);
  EXPECT_EQ(of(counts, Feature::RegisterBits), 0);
}

}  // namespace
}  // namespace knap::hw
