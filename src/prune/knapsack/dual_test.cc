#include "prune/knapsack/dual.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

TEST(Dual, NothingToPriceIsTheOptimum) {
  const Problem problem = make_problem({{3, -1, 5}, {{1, 1, 1}}, {2}, {}, {}});
  const Dual dual = find_dual(problem, {}, 50);
  EXPECT_NEAR(problem.to_instance(dual.bound), 8, 1e-9);
}

TEST(Dual, OneResourceReachesTheFractionalOptimum) {
  // By value per cost: 6/3, then 8/5 of 4/5, so 6 + 6.4.
  const Problem problem = make_problem({{6, 8, 3}, {{3, 5, 4}}, {7}, {}, {}});
  EXPECT_NEAR(problem.to_instance(find_dual(problem, {}, 200).bound), 12.4, 1e-5);
}

TEST(DualProperty, NoBoundIsBelowTheOptimumAndLessWorkBoundsNoBetter) {
  Rng rng(1, "dual");
  for (int run = 0; run < 60; ++run) {
    SCOPED_TRACE(run);
    const Instance instance = testing::random_instance(rng, 11, 2, 11, 15);
    const Problem problem = make_problem(instance);
    const double best = testing::best_by_enumeration(instance);
    for (const int evaluations : {1, 10, 300}) {
      const Dual dual = find_dual(problem, {}, evaluations);
      EXPECT_GE(problem.to_instance(dual.bound), best);
      EXPECT_GE(*std::min_element(dual.multipliers.begin(), dual.multipliers.end()), 0);
      EXPECT_EQ(Relaxation(problem).solve(dual.multipliers), dual.bound);
    }
  }
}

TEST(Dual, ManyRowsArePriced) {
  Instance instance;  // 40 lanes, 40 steps, a weight for each pair
  instance.values.assign(80, 0);
  instance.costs = {std::vector<double>(80, 20)};
  for (int lane = 0; lane < 40; ++lane)
    for (int step = 40; step < 80; ++step) {
      instance.needs.emplace_back(instance.size(), lane);
      instance.needs.emplace_back(instance.size(), step);
      instance.values.push_back(1 + (lane * 7 + step) % 5);
      instance.costs[0].push_back(1);
    }
  instance.capacity = {1600};
  const Problem problem = make_problem(instance);
  EXPECT_EQ(problem.rows.size(), 1600);
  double unpriced = 1e300;
  Relaxation relaxation(problem);
  for (double price = 0; price < 400; price += 4) {
    Multipliers multipliers(1601, 0);
    multipliers[0] = price;
    unpriced = std::min(unpriced, relaxation.solve(multipliers));
  }
  EXPECT_LT(find_dual(problem, {}, 400).bound, 0.9 * unpriced);
}

}  // namespace
}  // namespace knap::prune
