#include "hw/gen/linear_lanes.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

TEST(Gather, TakesNeighboursAsOneSlice) {
  Builder b("m");
  const Value x = b.input("x", {{0, 15}, 6}), y = b.input("y", {{-8, 7}, 2});
  EXPECT_EQ(gather({{x, 0}, {x, 1}, {x, 2}, {x, 3}, {x, 4}, {x, 5}}).id(), x.id());
  const Value mixed = gather({{x, 4}, {x, 5}, {y, 0}, {x, 1}});
  EXPECT_EQ(mixed.lanes(), 4);
  EXPECT_EQ(std::get<Pack>(b.module().signals[mixed.id().index].driver).parts.size(), 3U);
}

TEST(Pairs, AreOfOutputsThatMultiplyTheSameInput) {
  LinearSpec spec;
  spec.in_channels = spec.simd = 2;
  spec.out_channels = spec.pe = 3;
  spec.products_per_dsp = 2;
  // Lanes are output * 2 + input: 1 (output 0, input 1) and 4 (output 2, input 0) are pruned, 2 is a shift.
  auto mask = std::make_shared<IntTensor>(Shape{3, 2}, std::vector<std::int64_t>{1, 0, 1, 1, 0, 1});
  spec.mask = mask;
  const IntTensor weights(Shape{3, 2}, {3, 0, -4, 5, 0, 7});
  const Lanes lanes(spec);
  ASSERT_EQ(lanes.live(), (std::vector<std::int64_t>{0, 2, 3, 5}));
  EXPECT_EQ(shifts_of(spec, lanes, weights), (std::vector<bool>{false, true, false, false}));
  const Pairs pairs = pairs_of(spec, lanes, weights);
  EXPECT_EQ(pairs.shifted, (std::vector<int>{1}));
  EXPECT_EQ(pairs.single, (std::vector<int>{0}));
  EXPECT_EQ(pairs.low, (std::vector<int>{2}));
  EXPECT_EQ(pairs.high, (std::vector<int>{3}));
  spec.products_per_dsp = 1;
  EXPECT_EQ(pairs_of(spec, lanes, weights).single, (std::vector<int>{0, 2, 3}));
}

}  // namespace
}  // namespace knap::hw
