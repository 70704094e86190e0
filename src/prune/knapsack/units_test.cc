#include "prune/knapsack/units.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/rng.h"

namespace knap::prune {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

Instance of_needs(int items, std::vector<std::pair<int, int>> needs) {
  return {
      std::vector<double>(at(items), 1), {std::vector<double>(at(items), 1)}, {100}, {}, std::move(needs)};
}

TEST(Units, WithoutNeedsEveryItemIsOne) {
  const Units units = contract(of_needs(3, {}));
  ASSERT_EQ(units.size(), 3);
  for (int item = 0; item < 3; ++item) EXPECT_THAT(units.members[units.unit_of[at(item)]], ElementsAre(item));
}

TEST(Units, RingsBecomeOneUnitAndNeedsHaveSmallerNumbers) {
  const Units units = contract(of_needs(6, {{0, 1}, {1, 2}, {2, 0}, {3, 0}, {3, 1}, {4, 3}, {5, 5}}));
  ASSERT_EQ(units.size(), 4);
  EXPECT_EQ(units.unit_of[0], units.unit_of[2]);
  EXPECT_THAT(units.members[units.unit_of[0]], UnorderedElementsAre(0, 1, 2));
  EXPECT_THAT(units.needs[units.unit_of[3]], ElementsAre(units.unit_of[0]));
  EXPECT_THAT(units.needs[units.unit_of[5]], IsEmpty());
  Rng rng(1, "units");
  for (int run = 0; run < 50; ++run) {
    std::vector<std::pair<int, int>> needs;
    for (int k = 0; k < 20; ++k)
      needs.emplace_back(static_cast<int>(rng.integer(0, 14)), static_cast<int>(rng.integer(0, 14)));
    const Units some = contract(of_needs(15, needs));
    for (int unit = 0; unit < some.size(); ++unit)
      for (const int need : some.needs[unit]) EXPECT_LT(need, unit);
  }
}

TEST(Units, WhatCannotBeSelectedIsDroppedWithWhatNeedsIt) {
  Instance instance = of_needs(5, {{1, 0}, {2, 1}, {3, 4}, {4, 3}});
  instance.costs[0] = {101, 1, 1, 60, 60};  // item 0 is too large, and the ring of 3 and 4
  const Units units = contract(instance);
  EXPECT_EQ(units.size(), 0);
  EXPECT_THAT(units.unit_of, ::testing::Each(Units::kImpossible));
}

TEST(Units, NeedsThatContradictEachOtherOrAreTooMuchTogetherDropTheUnit) {
  Instance instance = of_needs(4, {{0, 1}, {0, 2}, {3, 2}});
  instance.choices = {{1, 2}};
  Units units = contract(instance);
  EXPECT_EQ(units.unit_of[0], Units::kImpossible);
  EXPECT_NE(units.unit_of[3], Units::kImpossible);
  EXPECT_EQ(units.sets.size(), 1);
  instance.choices.clear();
  instance.costs[0] = {40, 40, 40, 40};
  units = contract(instance);
  EXPECT_EQ(units.unit_of[0], Units::kImpossible);
  EXPECT_NE(units.unit_of[3], Units::kImpossible);
}

TEST(Units, ChoicesNameUnitsOnce) {
  Instance instance = of_needs(4, {{2, 3}, {3, 2}});
  instance.choices = {{0, 0, 1}, {1}, {0, 2}, {}};
  const Units units = contract(instance);
  ASSERT_EQ(units.sets.size(), 2);
  EXPECT_THAT(units.sets[0], UnorderedElementsAre(units.unit_of[0], units.unit_of[1]));
  EXPECT_THAT(units.sets[1], UnorderedElementsAre(units.unit_of[0], units.unit_of[2]));
}

TEST(Units, ALongChainNeedsNoStack) {
  std::vector<std::pair<int, int>> needs;
  for (int item = 0; item + 1 < 300'000; ++item) needs.emplace_back(item, item + 1);
  Instance chain = of_needs(300'000, needs);
  chain.capacity = {1e9};
  EXPECT_EQ(contract(chain).size(), 300'000);
  chain.needs.emplace_back(299'999, 0);
  EXPECT_EQ(contract(chain).size(), 1);
}

}  // namespace
}  // namespace knap::prune
