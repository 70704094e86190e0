#include "prune/knapsack/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

TEST(Problem, ParentsComeLaterInTheSameChunkAndGroupsAreSiblings) {
  Rng rng(1, "layout");
  const Problem problem = make_problem(testing::nested_instance(rng, 100));
  EXPECT_EQ(problem.units(), 10'000);
  EXPECT_EQ(problem.rows.size(), 0);
  EXPECT_GT(problem.chunks(), 1);
  EXPECT_EQ(problem.group_start.back(), problem.units());
  EXPECT_EQ(problem.chunk_start.back(), problem.groups());
  for (int chunk = 0; chunk < problem.chunks(); ++chunk)
    for (int g = problem.chunk_start[at(chunk)]; g < problem.chunk_start[at(chunk) + 1]; ++g) {
      const int parent = problem.group_parent[at(g)];
      if (parent == Problem::kNone) continue;
      EXPECT_GE(parent, problem.group_start[at(g) + 1]);
      EXPECT_LT(parent, problem.group_start[at(problem.chunk_start[at(chunk) + 1])]);
    }
}

TEST(Problem, EveryNeedIsTheParentsAnAncestorsOrARow) {
  Rng rng(2, "needs");
  for (int run = 0; run < 100; ++run) {
    SCOPED_TRACE(run);
    const Problem problem = make_problem(testing::random_instance(rng, 12, 1, 12, 5));
    const std::vector<int> parents = parents_of(problem);
    std::set<std::pair<int, int>> rows;
    for (int row = 0; row < problem.rows.size(); ++row)
      for (const int unit : problem.rows[row]) rows.emplace(unit, problem.row_need[at(row)]);
    for (int unit = 0; unit < problem.units(); ++unit)
      for (const int need : problem.needs[unit]) {
        bool is_kept = rows.count({unit, need}) != 0;
        for (int above = unit; above != Problem::kNone; above = parents[at(above)])
          is_kept = is_kept || above == need;
        EXPECT_TRUE(is_kept);
      }
  }
}

TEST(Problem, ASecondNeedOfAGroupIsOneRow) {
  // 2 and 3 are a choice; both need 0 and 1.
  const Problem problem =
      make_problem({{1, 1, 1, 1}, {{1, 1, 1, 1}}, {3}, {{2, 3}}, {{2, 0}, {2, 1}, {3, 0}, {3, 1}}});
  ASSERT_EQ(problem.rows.size(), 1);
  EXPECT_THAT(problem.rows[0], UnorderedElementsAre(problem.unit_of[2], problem.unit_of[3]));
  EXPECT_NE(problem.row_need[0], Problem::kNone);
}

TEST(Problem, ChoicesOfSiblingsAreGroupsAndOthersRows) {
  const Problem problem = make_problem({std::vector<double>(6, 1),
                                        {std::vector<double>(6, 1)},
                                        {4},
                                        {{0, 1, 2}, {0, 1}, {2, 3}, {4, 5}},
                                        {{4, 0}, {5, 1}}});
  ASSERT_EQ(problem.rows.size(), 2);  // {2, 3} overlaps {0, 1, 2}; 4 and 5 have different parents
  EXPECT_THAT(problem.row_need, ElementsAre(Problem::kNone, Problem::kNone));
  EXPECT_EQ(problem.groups(), 4);
}

TEST(Problem, ResourcesThatCannotBindAreLeftOut) {
  const Problem problem = make_problem({{1, 1}, {{1, 1}, {2, 3}, {0, 0}}, {2, 4, 0}, {}, {}});
  EXPECT_EQ(problem.resources(), 1);
  EXPECT_EQ(problem.capacity.size(), problem.cost.size());
}

TEST(Problem, ScalesArePowersOfTwo) {
  const Problem problem =
      make_problem({{0x1p900 * 3, 0x1p900}, {{0x1p-60 * 3, 0x1p-60 * 5}}, {0x1p-60 * 7}, {}, {}});
  EXPECT_EQ(problem.value_exponent, 901);
  EXPECT_EQ(problem.to_instance(problem.value[at(problem.unit_of[0])]), 0x1p900 * 3);
  EXPECT_EQ(problem.cost[0][at(problem.unit_of[1])] / problem.cost[0][at(problem.unit_of[0])], 5.0 / 3);
}

TEST(Problem, StepsAreTheGreatestCommonDivisor) {
  EXPECT_EQ(find_step({6, -10, 0, 4}), 2);
  EXPECT_EQ(find_step({0.75, 1.5}), 0.75);
  EXPECT_EQ(find_step({0x1p-40, 1}), 0x1p-40);
  EXPECT_EQ(find_step({0.1, 0.2}), 0);  // tenths are no binary fractions: their sums round
  EXPECT_EQ(find_step({0x1p900, 1}), 0);
  EXPECT_EQ(find_step({}), 0);
  const Problem even = make_problem({{4, 8}, {{6, 8}}, {9}, {}, {}});
  EXPECT_EQ(even.to_instance(even.value_step), 4);
  EXPECT_EQ(std::ldexp(even.capacity[0], 3), 8);  // an odd capacity is as good as the even one below
}

TEST(Problem, ACountIsAnImpliedResource) {
  Problem problem = make_problem({{1, 1}, {{2, 3}}, {4}, {}, {}});
  add_count(problem, 1);
  EXPECT_EQ(problem.resources(), 2);
  EXPECT_EQ(problem.implied, 1);
  EXPECT_EQ(problem.cost[1], (std::vector<double>{1, 1}));
}

TEST(Problem, NothingIsLeftOfAnInstanceOfTooLargeItems) {
  const Problem problem = make_problem({{9}, {{2}}, {1}, {}, {}});
  EXPECT_EQ(problem.units(), 0);
  EXPECT_EQ(problem.chunks(), 0);
}

}  // namespace
}  // namespace knap::prune
