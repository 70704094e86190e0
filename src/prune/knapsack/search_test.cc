#include "prune/knapsack/search.h"

#include <gtest/gtest.h>

#include <limits>

#include "prune/knapsack/relaxation.h"
#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

SearchResult searched(const Problem& problem, double floor, int width, std::int64_t steps) {
  const Dual dual = find_dual(problem, {}, 60);
  Relaxation relaxation(problem);
  (void)relaxation.solve(dual.multipliers);
  Budget budget(steps, {});
  return search(problem, dual, relaxation.losses(), floor, width, budget);
}

constexpr std::int64_t kPlenty = 100'000'000;

TEST(SearchProperty, AnyWidthFindsTheOptimum) {
  Rng rng(1, "width");
  for (int run = 0; run < 60; ++run) {
    SCOPED_TRACE(run);
    const Instance instance = testing::random_instance(rng, 12, 1 + run % 3, 12, 15);
    const double best = testing::best_by_enumeration(instance);
    const Problem problem = make_problem(instance);
    for (const int width : {1, 4, 1000}) {
      const SearchResult result = searched(problem, -1e-3, width, kPlenty);
      EXPECT_TRUE(result.is_complete);
      EXPECT_EQ(problem.to_instance(result.value), best);
      EXPECT_EQ(result.bound, result.value);
    }
  }
}

TEST(Search, WhatIsNotBetterThanTheFloorIsNotGiven) {
  const Problem problem = make_problem({{4, 5, 6, 8, 3}, {{2, 5, 3, 2, 5}}, {8}, {}, {}});
  const SearchResult result = searched(problem, 18.0 / 8, 10, kPlenty);
  EXPECT_TRUE(result.is_complete);
  EXPECT_FALSE(result.is_better);
  EXPECT_TRUE(result.units.empty());
  EXPECT_EQ(problem.to_instance(result.bound), 18);
  EXPECT_TRUE(searched(problem, 17.0 / 8, 10, kPlenty).is_better);
}

TEST(Search, LittleWorkLeavesATrueBound) {
  Rng rng(2, "work");
  for (int run = 0; run < 40; ++run) {
    SCOPED_TRACE(run);
    const Instance instance = testing::random_instance(rng, 13, 2, 13, 30);
    const double best = testing::best_by_enumeration(instance);
    const Problem problem = make_problem(instance);
    const SearchResult result = searched(problem, 0, 2, 1 + 5 * run);
    EXPECT_GE(problem.to_instance(result.bound), best);
    EXPECT_LE(problem.to_instance(result.value), best);
  }
}

TEST(Search, ACountDoesNotChangeTheOptimum) {
  Rng rng(3, "count");
  for (int run = 0; run < 30; ++run) {
    SCOPED_TRACE(run);
    const Instance instance = testing::random_instance(rng, 12, 2, 12, 15);
    Problem problem = make_problem(instance);
    Problem counted = problem;
    std::fill(counted.value.begin(), counted.value.end(), 1.0);
    add_count(problem, std::floor(find_dual(counted, {}, 60).bound));
    const SearchResult result = searched(problem, 0, 100, kPlenty);
    EXPECT_EQ(problem.to_instance(result.value), testing::best_by_enumeration(instance));
  }
}

}  // namespace
}  // namespace knap::prune
