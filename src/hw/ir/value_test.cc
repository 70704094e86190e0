#include <gtest/gtest.h>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

struct ValueTest : testing::Test {
  Builder b{"m"};
  Value x = b.input("x", {{-8, 7}});
  Value y = b.input("y", {{0, 5}});
  Value bit = b.input("bit", {kBit});
  Value lanes = b.input("lanes", {{-2, 1}, 4});

  std::vector<std::int64_t> constant(Value v) {
    const auto* c = std::get_if<Constant>(&b.module().signals[v.id().index].driver);
    return c ? c->lanes : std::vector<std::int64_t>{};
  }
};

TEST_F(ValueTest, IntervalsFollowFromOperands) {
  EXPECT_EQ((x + y).interval(), (Interval{-8, 12}));
  EXPECT_EQ((x - y).interval(), (Interval{-13, 7}));
  EXPECT_EQ((x * y).interval(), (Interval{-40, 35}));
  EXPECT_EQ((x.shl(2)).interval(), (Interval{-32, 28}));
  EXPECT_EQ((x.shr(1)).interval(), (Interval{-4, 3}));
  EXPECT_EQ(max(x, 0).interval(), (Interval{0, 7}));
  EXPECT_EQ(min(x, y).interval(), (Interval{-8, 5}));
  EXPECT_EQ(clamp(x, {-2, 3}).interval(), (Interval{-2, 3}));
  EXPECT_EQ(mux(bit, x, y).interval(), (Interval{-8, 7}));
  EXPECT_EQ((lanes + y).lanes(), 4);
  EXPECT_EQ(sum_lanes(lanes).interval(), (Interval{-8, 4}));
  EXPECT_EQ(sum_lanes(pack({x, y, bit})).interval(), (Interval{-8, 13}));
  EXPECT_EQ(sum_lanes(lanes.slice(0, 3)).interval(), (Interval{-6, 3}));
  EXPECT_EQ(pick(lanes, b.input("i", {{0, 3}})).interval(), (Interval{-2, 1}));
  EXPECT_EQ(x.truncate(2, false).interval(), (Interval{0, 3}));
}

TEST_F(ValueTest, TrivialOperationsVanish) {
  const Value zero = b.constant(0), one = b.bit(true);
  EXPECT_EQ((x + zero).id(), x.id());
  EXPECT_EQ((zero + x).id(), x.id());
  EXPECT_EQ((x - 0).id(), x.id());
  EXPECT_EQ((x * 1).id(), x.id());
  EXPECT_EQ(constant(x * 0), (std::vector<std::int64_t>{0}));
  EXPECT_EQ(constant(lanes * 0), (std::vector<std::int64_t>(4, 0)));
  EXPECT_EQ(x.shl(0).id(), x.id());
  EXPECT_EQ(x.shr(0).id(), x.id());
  EXPECT_EQ((bit & one).id(), bit.id());
  EXPECT_EQ((bit | zero).id(), bit.id());
  EXPECT_EQ(constant(bit & zero), (std::vector<std::int64_t>{0}));
  EXPECT_EQ((!!bit).id(), bit.id());
  EXPECT_EQ(mux(one, x, y).id(), x.id());
  EXPECT_EQ(mux(zero, x, y).id(), y.id());
  EXPECT_EQ(mux(bit, one, zero).id(), bit.id());
  EXPECT_EQ(x.narrow({-100, 100}).id(), x.id());
  EXPECT_EQ((bit == 1).id(), bit.id());
  EXPECT_TRUE(std::holds_alternative<ShiftLeft>(b.module().signals[(x * 8).id().index].driver));
}

TEST_F(ValueTest, IntervalsDecideComparisons) {
  EXPECT_EQ(constant(y < 6), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(constant(y < 0), (std::vector<std::int64_t>{0}));
  EXPECT_EQ(constant(x == 8), (std::vector<std::int64_t>{0}));
  EXPECT_EQ(constant(y >= 0), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(constant(lanes < 2), (std::vector<std::int64_t>(4, 1)));
  EXPECT_EQ(constant(x == x), (std::vector<std::int64_t>{1}));
  EXPECT_TRUE(constant(y < 5).empty());
}

TEST_F(ValueTest, ConstantsFoldLaneByLane) {
  const Value c = b.constant({1, -2, 3});
  EXPECT_EQ(constant(c + 2), (std::vector<std::int64_t>{3, 0, 5}));
  EXPECT_EQ(constant(c * b.constant({2, 2, -1})), (std::vector<std::int64_t>{2, -4, -3}));
  EXPECT_EQ(constant(pack({c, b.constant(7)})), (std::vector<std::int64_t>{1, -2, 3, 7}));
  EXPECT_EQ(constant(c.slice(1, 2)), (std::vector<std::int64_t>{-2, 3}));
  EXPECT_EQ(constant(b.constant(-5).truncate(3, false)), (std::vector<std::int64_t>{3}));
}

TEST_F(ValueTest, SlicesLookThroughPacks) {
  const Value all = pack({x, lanes, y});
  EXPECT_EQ(all.lane(0).id(), x.id());
  EXPECT_EQ(all.slice(1, 4).id(), lanes.id());
  EXPECT_EQ(all.lane(5).interval(), (Interval{0, 5}));
  EXPECT_EQ(all.slice(0, 6).id(), all.id());
  EXPECT_THROW(all.slice(5, 2), InternalError);
}

TEST_F(ValueTest, MistakesAreCaught) {
  EXPECT_THROW(lanes + b.input("three", {{0, 1}, 3}), InternalError);
  EXPECT_THROW(x & bit, InternalError);
  EXPECT_THROW(y.narrow({6, 9}), InternalError);
  EXPECT_THROW(pick(lanes, y), InternalError);
  EXPECT_THROW(b.lookup(y, {1, 2, 3}), InternalError);
}

}  // namespace
}  // namespace knap::hw
