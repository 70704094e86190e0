#include "hw/cost/features.h"

#include <gtest/gtest.h>

#include <set>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

double of(const Features& counts, Feature feature) { return counts[static_cast<std::size_t>(feature)]; }

const Type kOctet{{0, 255}, 1};
const Type kSigned{{-128, 127}, 1};

/// One output of a module with two inputs.
template <class F>
Features count(Family family, F&& build, const Type& type = kOctet) {
  Builder b("m");
  const Value x = b.input("x", type), y = b.input("y", type);
  b.output("z", build(b, x, y));
  return features(b.finish(), family);
}

double tables(const Features& counts) {
  return of(counts, Feature::GateTables) + of(counts, Feature::ChainTables) +
         of(counts, Feature::ProductTables) + of(counts, Feature::MemoryTables);
}

TEST(Features, EveryFeatureHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kFeatures; ++i) {
    const std::string_view name = to_string(static_cast<Feature>(i));
    EXPECT_NE(name, "?");
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(Features, ASumTakesTheCarryCellsOfItsFamily) {
  const auto sum = [](Builder&, Value x, Value y) { return x + y; };
  EXPECT_EQ(of(count(Family::Ecp5, sum), Feature::ChainTables), 10) << "five CCU2C for nine bits";
  EXPECT_EQ(of(count(Family::Ice40, sum), Feature::ChainTables), 9);
  EXPECT_EQ(of(count(Family::Xc7, sum), Feature::GateTables), 8) << "the ninth bit is the carry";
}

TEST(Features, ConstantsSaveTheLowBitsOfASum) {
  const auto sum = [](Builder&, Value x, Value) { return x + 16; };
  EXPECT_EQ(of(count(Family::Ecp5, sum), Feature::ChainTables), 6) << "five bits are left";
}

TEST(Features, AProductTakesTheRowsOfItsMapping) {
  const auto product = [](Builder&, Value x, Value y) { return x * y; };
  EXPECT_EQ(of(count(Family::Ecp5, product, kSigned), Feature::ProductTables), 36 * 2);
  EXPECT_GE(of(count(Family::Xc7, product, kSigned), Feature::ProductTables), 6 * 9 + 9 - 1);
  const auto shift = [](Builder&, Value x, Value) { return x * 8; };
  for (const Family family : kFamilies) EXPECT_EQ(tables(count(family, shift)), 0) << "a shift is wires";
}

TEST(Features, AMultiplexerIsATablePerBit) {
  const auto build = [](Builder&, Value x, Value y) { return mux(x.truncate(1, false), x, y); };
  for (const Family family : kFamilies) EXPECT_NEAR(tables(count(family, build)), 8, 1) << to_string(family);
}

TEST(Features, WhatNothingUsesIsNotCounted) {
  for (const Family family : kFamilies) {
    const Features counts = count(family, [](Builder& b, Value x, Value y) {
      const Reg unused = b.reg("unused", Type{{0, 65025}, 1});
      unused.set(x * y);
      return x;
    });
    EXPECT_EQ(tables(counts), 0);
    EXPECT_EQ(of(counts, Feature::FlipFlops), 0);
  }
}

TEST(Features, EqualRegistersAreOneAndConstantOnesNone) {
  for (const Family family : kFamilies) {
    const Features counts = count(family, [](Builder& b, Value x, Value y) {
      const Value first = b.delay("first", x, b.bit(true)), second = b.delay("second", x, b.bit(true));
      const Reg constant = b.reg("constant", kOctet, 0);
      constant.set(constant.value());
      return pack({first, second, constant.value(), y});
    });
    EXPECT_EQ(of(counts, Feature::FlipFlops), 8) << to_string(family);
  }
}

TEST(Features, ARegisterThatKeepsItsValueHasAnEnable) {
  const auto build = [](Builder& b, Value x, Value y) {
    const Reg kept = b.reg("kept", kOctet);
    kept.set(mux(y.truncate(1, false), x, kept.value()));
    return kept.value();
  };
  for (const Family family : kFamilies) EXPECT_EQ(tables(count(family, build)), 0) << to_string(family);
}

TEST(Features, AFlipFlopIsAloneWithoutATableOrBesideOtherReaders) {
  const auto delayed = [](Builder& b, Value x, Value) { return b.delay("q", x, b.bit(true)); };
  EXPECT_EQ(of(count(Family::Ice40, delayed), Feature::LoneFlipFlops), 8) << "an input is no table";
  const auto chosen = [](Value x, Value y) { return mux(x.truncate(1, false), x, y); };
  const auto computed = [&](Builder& b, Value x, Value y) { return b.delay("q", chosen(x, y), b.bit(true)); };
  EXPECT_EQ(of(count(Family::Ice40, computed), Feature::LoneFlipFlops), 0);
  const auto shared = [&](Builder& b, Value x, Value y) {
    return pack({b.delay("q", chosen(x, y), b.bit(true)), chosen(x, y)});
  };
  EXPECT_EQ(of(count(Family::Ice40, shared), Feature::LoneFlipFlops), 8);
}

TEST(Features, ColumnsOfARomThatAreEqualOrConstantAreSaved) {
  const auto build = [](Builder& b, Value x, Value) {
    const auto contents =
        std::make_shared<const std::vector<std::int64_t>>(std::vector<std::int64_t>{0, 3, 3, 0});
    return b.rom("table", "", MemoryStyle::Lut, Type{{0, 7}, 1}, contents, x.truncate(2, false), b.bit(true));
  };
  for (const Family family : kFamilies) {
    EXPECT_EQ(of(count(family, build), Feature::FlipFlops), 1) << to_string(family);
    EXPECT_EQ(tables(count(family, build)), 1) << to_string(family);
  }
}

TEST(Features, BlockMemoriesAreNoLutsAtAll) {
  for (const Family family : kFamilies) {
    const Features counts = count(family, [](Builder& b, Value x, Value y) {
      return b.ram("rows", MemoryStyle::Block, kOctet, 256, {b.bit(true), x, y}, y, b.bit(true));
    });
    EXPECT_EQ(tables(counts), 0);
    EXPECT_EQ(of(counts, Feature::FlipFlops), 0);
  }
}

TEST(Features, TheRegisterBehindABlockMemoryIsTheBlocksOwn) {
  const auto registered = [](std::int64_t rom_words) {
    return [=](Builder& b, Value x, Value y) {
      const auto contents = std::make_shared<const std::vector<std::int64_t>>(
          std::vector<std::int64_t>(static_cast<std::size_t>(std::max<std::int64_t>(rom_words, 1)), 7));
      const Value word =
          rom_words > 0 ? b.rom("table", "", MemoryStyle::Block, kOctet, contents, x, b.bit(true))
                        : b.ram("rows", MemoryStyle::Block, kOctet, 256, {b.bit(true), x, y}, y, b.bit(true));
      return b.delay("held", word, b.bit(true));
    };
  };
  for (const std::int64_t words : {0, 512}) {
    EXPECT_EQ(of(count(Family::Ecp5, registered(words)), Feature::FlipFlops), 0) << words;
    EXPECT_EQ(of(count(Family::Xc7, registered(words)), Feature::FlipFlops), 0) << words;
    EXPECT_EQ(of(count(Family::Ice40, registered(words)), Feature::FlipFlops), 8) << "it has none";
  }
  EXPECT_EQ(of(count(Family::Ecp5, registered(4096)), Feature::FlipFlops), 8) << "of several blocks";
}

TEST(Features, RamInLookupTablesIsCountedBankByBank) {
  const auto build = [](Builder& b, Value x, Value y) {
    const Value at = y.truncate(6, false);
    return b.ram("rows", MemoryStyle::Lut, kOctet, 64, {b.bit(true), at, x}, at, b.bit(true));
  };
  EXPECT_EQ(of(count(Family::Ecp5, build), Feature::MemoryTables), 4 * 2 * 4);
  EXPECT_EQ(of(count(Family::Xc7, build), Feature::MemoryTables), 4 * 3);
  EXPECT_EQ(of(count(Family::Ecp5, build), Feature::FlipFlops), 8);
}

}  // namespace
}  // namespace knap::hw
