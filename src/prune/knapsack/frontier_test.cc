#include "prune/knapsack/frontier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/rng.h"

namespace knap::prune {
namespace {

using ::testing::ElementsAre;

void add(Frontier& frontier, double bound, double value, std::vector<double> use, std::uint64_t mask = 0) {
  const std::size_t state = frontier.add(bound, static_cast<int>(frontier.size()), -1);
  frontier.number(state)[0] = value;
  std::copy(use.begin(), use.end(), frontier.number(state) + 1);
  *frontier.mask(state) = mask;
}

TEST(Frontier, SplitKeepsTheBestBoundsAndTheOrder) {
  Frontier frontier(1, 0, 1);
  for (const double bound : {3.0, 9.0, 1.0, 7.0, 5.0}) add(frontier, bound, bound, {bound});
  const Frontier rest = frontier.split(3);
  EXPECT_THAT(frontier.bound, ElementsAre(9, 7, 5));
  EXPECT_THAT(frontier.trail, ElementsAre(1, 3, 4));
  EXPECT_THAT(rest.bound, ElementsAre(3, 1));
  EXPECT_EQ(rest.value(1), 1);
  EXPECT_EQ(rest.greatest_bound(), 3);
  Frontier all = frontier;
  all.append(rest);
  EXPECT_EQ(all.size(), 5U);
}

TEST(Frontier, OfEqualUsesTheGreaterValueStays) {
  Frontier frontier(2, 1, 1);
  add(frontier, 5, 2, {1, 1, 8});
  add(frontier, 6, 3, {1, 1, 9});
  add(frontier, 7, 1, {1, 1, 7}, 1);  // another mask
  EXPECT_EQ(frontier.drop_dominated(), 1U);
  EXPECT_THAT(frontier.trail, ElementsAre(1, 2));
  EXPECT_EQ(frontier.value(0), 3);
  EXPECT_EQ(frontier.number(0)[3], 9);  // what does not decide comes along
}

TEST(Frontier, WhatUsesMoreForLessGoes) {
  Frontier frontier(2, 0, 1);
  add(frontier, 1, 5, {3, 3});
  add(frontier, 1, 4, {3, 4});
  add(frontier, 1, 4, {4, 2});
  add(frontier, 1, 6, {5, 5});
  EXPECT_EQ(frontier.drop_dominated(), 1U);
  EXPECT_THAT(frontier.trail, ElementsAre(0, 2, 3));
}

/// Complete for one resource; for more, nothing goes that is not dominated by something that stays.
TEST(FrontierProperty, OnlyDominatedStatesGo) {
  Rng rng(1, "frontier");
  for (int run = 0; run < 100; ++run) {
    SCOPED_TRACE(run);
    const int resources = 1 + run % 3;
    Frontier before(resources, 0, 1);
    for (int k = 0; k < 60; ++k) {
      std::vector<double> use;
      for (int r = 0; r < resources; ++r) use.push_back(static_cast<double>(rng.integer(0, 9)));
      add(before, 1, static_cast<double>(rng.integer(0, 20)), use, rng.below(2));
    }
    Frontier after = before;
    (void)after.drop_dominated();
    const auto dominates = [&](std::size_t a, std::size_t b) {
      bool is_better = after.value(a) >= before.value(b) && *after.mask(a) == *before.mask(b);
      for (int r = 0; r < resources; ++r) is_better = is_better && after.use(a)[r] <= before.use(b)[r];
      return is_better;
    };
    for (std::size_t state = 0; state < before.size(); ++state) {
      int dominators = 0;
      for (std::size_t kept = 0; kept < after.size(); ++kept) dominators += dominates(kept, state) ? 1 : 0;
      EXPECT_GE(dominators, 1);
    }
    if (resources > 1) continue;
    for (std::size_t a = 0; a < after.size(); ++a)
      for (std::size_t b = 0; b < after.size(); ++b)
        if (a != b && *after.mask(a) == *after.mask(b)) {
          EXPECT_FALSE(after.value(a) >= after.value(b) && after.use(a)[0] <= after.use(b)[0]);
        }
  }
}

}  // namespace
}  // namespace knap::prune
