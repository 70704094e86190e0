#include "hw/cost/cover.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

std::vector<Bit> leaves(Gates& gates, int count) {
  std::vector<Bit> bits;
  for (int i = 0; i < count; ++i) bits.push_back(gates.leaf());
  return bits;
}

TEST(CountTables, ConjunctionsTakeATableForEveryThreeOrFiveFurtherBits) {
  for (int bits = 2; bits <= 16; ++bits) {
    Gates gates;
    const Bit all = gates.all_of(leaves(gates, bits));
    const int of_four = count_tables(gates, {all}, 4), of_six = count_tables(gates, {all}, 6);
    EXPECT_GE(of_four, (bits - 1 + 2) / 3) << bits;
    EXPECT_LE(of_four, (bits - 1 + 2) / 3 + 1) << bits;
    EXPECT_GE(of_six, (bits - 1 + 4) / 5) << bits;
    EXPECT_LE(of_six, (bits - 1 + 4) / 5 + 1) << bits;
  }
}

TEST(CountTables, AFourToOneMultiplexerIsOneTableOfSixInputs) {
  Gates gates;
  const auto x = leaves(gates, 6);
  const Bit mux = gates.choice(x[5], gates.choice(x[4], x[0], x[1]), gates.choice(x[4], x[2], x[3]));
  EXPECT_EQ(count_tables(gates, {mux}, 6), 1);
  EXPECT_EQ(count_tables(gates, {mux}, 4), 3);
}

TEST(CountTables, WhatIsReadTwiceIsMadeOnce) {
  Gates gates;
  const auto x = leaves(gates, 12);
  const Bit shared = gates.all_of({x.begin(), x.begin() + 10});
  // At best two tables for the conjunction and one for each reader; a balanced tree may take one more.
  const int count = count_tables(gates, {gates.exclusive(shared, x[10]), gates.exclusive(shared, x[11])}, 6);
  EXPECT_GE(count, 4);
  EXPECT_LE(count, 5);
}

TEST(CountTables, LeavesAndConstantsAreFreeAndComplementsAreInverters) {
  Gates gates;
  const auto x = leaves(gates, 2);
  EXPECT_EQ(count_tables(gates, {x[0], x[1], kTrue, kFalse}, 4), 0);
  EXPECT_EQ(count_tables(gates, {complement(x[0]), complement(x[0])}, 4), 1);
  EXPECT_EQ(count_tables(gates, {complement(gates.conjunction(x[0], x[1]))}, 4), 1) << "part of its table";
}

TEST(Earliest, TablesOfMoreInputsAreFewerLevels) {
  Gates gates;
  const auto x = leaves(gates, 16);
  const Bit all = gates.all_of({x.begin(), x.end()});
  const auto at = [&](int inputs) {
    return earliest(
        gates, inputs, 1, [](std::uint32_t, double time) { return time + 2; },
        [](std::uint32_t, const std::vector<double>&) { return 0.0; })[node_of(all)];
  };
  EXPECT_EQ(at(4), 6) << "two levels of a hop and a table each";
  EXPECT_EQ(at(6), 6);
  EXPECT_GT(at(3), 6);
}

TEST(Earliest, ALateLeafPassesOneTable) {
  Gates gates;
  const auto x = leaves(gates, 4);
  const Bit chain = gates.conjunction(gates.exclusive(gates.conjunction(x[0], x[1]), x[2]), x[3]);
  const auto times = earliest(
      gates, 3, 1, [](std::uint32_t, double time) { return time; },
      [&](std::uint32_t node, const std::vector<double>&) { return node == node_of(x[3]) ? 10.0 : 0.0; });
  EXPECT_EQ(times[node_of(chain)], 11);
}

}  // namespace
}  // namespace knap::hw
