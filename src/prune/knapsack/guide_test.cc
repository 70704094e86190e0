#include "prune/knapsack/guide.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

TEST(GuideProperty, FromTheFirstLevelAGuideIsTheRelaxation) {
  Rng rng(1, "guides");
  for (int run = 0; run < 50; ++run) {
    SCOPED_TRACE(run);
    const Problem problem = make_problem(testing::random_instance(rng, 20, 2, 20, 9));
    Multipliers multipliers;
    for (int k = 0; k < problem.resources() + problem.rows.size(); ++k)
      multipliers.push_back(rng.uniform(0, 1));
    const Levels levels = make_levels(problem, std::vector<double>(at(problem.units()), 0));
    const Guide guide = make_guide(problem, levels, multipliers);
    const double bound = Relaxation(problem).solve(multipliers);
    EXPECT_NEAR(guide.constant + guide.rest[0], bound, 1e-12 * (1 + std::abs(bound)));
    EXPECT_EQ(guide.rest.back(), 0);
  }
}

TEST(Guide, AFittedOneBoundsBetterWhereLittleIsLeft) {
  // The second half of the items uses the second resource, of which nothing is left.
  Instance instance;
  instance.values.assign(20, 1);
  instance.costs.assign(2, std::vector<double>(20, 0));
  for (int i = 0; i < 20; ++i) instance.costs[i < 10 ? 0 : 1][at(i)] = 1;
  instance.capacity = {5, 5};
  const Problem problem = make_problem(instance);
  const Levels levels = make_levels(problem, std::vector<double>(20, 0));
  const std::vector<double> start{0.5, 0.5}, slack{problem.capacity[0], 0};
  const Guide guide = fit_guide(problem, levels, 0, slack, start, 60);
  const double bound = guide.price[0] * slack[0] + guide.rest[0];
  EXPECT_NEAR(problem.to_instance(bound), 5, 1e-3);
}

TEST(Guide, BeforeItsLevelAFittedOneSaysNothing) {
  const Problem problem = make_problem({{1, 2, 3}, {{1, 1, 1}}, {2}, {}, {}});
  const Levels levels = make_levels(problem, {0, 0, 0});
  const Guide guide = fit_guide(problem, levels, 1, {1}, {1}, 10);
  EXPECT_EQ(guide.rest[0], std::numeric_limits<double>::infinity());
  EXPECT_LT(guide.rest[1], 100);
}

}  // namespace
}  // namespace knap::prune
