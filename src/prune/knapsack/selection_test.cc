#include "prune/knapsack/selection.h"

#include <gtest/gtest.h>

#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

/// 0 is a channel, 1 and 2 its lanes, 3 and 4 the wide and the narrow weight of 1, 5 the one of 2.
const Instance kChannel{
    {0, 0, 0, 9, 6, 5}, {{1, 1, 1, 5, 2, 2}}, {8}, {{3, 4}}, {{1, 0}, {2, 0}, {3, 1}, {4, 1}, {5, 2}}};

class SelectionTest : public ::testing::Test {
 protected:
  int unit(int item) const { return problem.unit_of[at(item)]; }
  bool is_on(int item) const { return selection.is_on(unit(item)); }
  Problem problem = make_problem(kChannel);
  Selection selection{problem};
};

TEST_F(SelectionTest, WhatIsAddedBringsItsNeeds) {
  EXPECT_TRUE(selection.try_add(unit(3), 0));
  EXPECT_TRUE(is_on(0) && is_on(1) && is_on(3));
  EXPECT_EQ(problem.to_instance(selection.value()), 9);
  EXPECT_EQ(selection.slack(0) * 8, 1);
  EXPECT_FALSE(selection.try_add(unit(5), 0));  // two more do not fit
  EXPECT_FALSE(is_on(2));
}

TEST_F(SelectionTest, TheMateOfAChoiceGoesWhenTheValueGrows) {
  EXPECT_TRUE(selection.try_add(unit(4), 0));
  EXPECT_TRUE(selection.try_add(unit(3), 0));
  EXPECT_FALSE(is_on(4));
  EXPECT_FALSE(selection.try_add(unit(4), 0));
  EXPECT_TRUE(selection.try_add(unit(4), -1e9));
  EXPECT_FALSE(is_on(3));
  EXPECT_FALSE(selection.try_add(unit(0), 0));  // it is on
}

TEST_F(SelectionTest, RemovalTakesDependentsAlong) {
  EXPECT_TRUE(selection.try_add(unit(4), 0));
  EXPECT_TRUE(selection.try_add(unit(5), 0));
  selection.remove(unit(1));
  EXPECT_FALSE(is_on(1) || is_on(4));
  EXPECT_TRUE(is_on(0) && is_on(5));
  selection.remove(unit(0));
  EXPECT_EQ(selection.value(), 0);
  EXPECT_EQ(selection.slack(0), problem.capacity[0]);
}

TEST_F(SelectionTest, AddingFreelyMindsNeedsAndChoicesOnly) {
  selection.add_freely(unit(3));
  EXPECT_FALSE(is_on(3));
  for (const int item : {0, 1, 3, 4, 2, 5}) selection.add_freely(unit(item));
  EXPECT_TRUE(is_on(3) && is_on(5));
  EXPECT_FALSE(is_on(4));
  EXPECT_LT(selection.slack(0), 0);
}

TEST(Selection, AMoveThatWouldTakeAwayItsOwnNeedIsNotMade) {
  // 2 needs 0; 3 shares a choice with 0 and needs 2.
  const Problem problem = make_problem({{1, 1, 1, 9}, {{1, 1, 1, 1}}, {3}, {{0, 3}}, {{2, 0}}});
  Selection selection(problem);
  EXPECT_TRUE(selection.try_add(problem.unit_of[2], 0));
  EXPECT_TRUE(selection.try_add(problem.unit_of[3], 0));  // 0 goes, and 2 that needs it
  EXPECT_FALSE(selection.is_on(problem.unit_of[2]));
  EXPECT_FALSE(selection.is_on(problem.unit_of[0]));
}

TEST(SelectionProperty, AnyMovesKeepItFeasible) {
  Rng rng(1, "moves");
  for (int run = 0; run < 100; ++run) {
    SCOPED_TRACE(run);
    const Instance instance = testing::random_instance(rng, 14, 2, 14, 9);
    const Problem problem = make_problem(instance);
    Selection selection(problem);
    for (int move = 0; move < 60 && problem.units() > 0; ++move) {
      const int unit = static_cast<int>(rng.integer(0, problem.units() - 1));
      if (rng.flip(0.7))
        (void)selection.try_add(unit, rng.flip(0.5) ? 0 : -1e9);
      else
        selection.remove(unit);
      std::vector<int> items;
      for (int item = 0; item < instance.size(); ++item)
        if (problem.unit_of[at(item)] >= 0 && selection.is_on(problem.unit_of[at(item)]))
          items.push_back(item);
      ASSERT_EQ(find_fault(instance, items), "");
      ASSERT_EQ(problem.to_instance(selection.value()), value_of(instance, items));
    }
  }
}

}  // namespace
}  // namespace knap::prune
