#include "prune/knapsack/relaxation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/parallel.h"
#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

/// L(m) by enumeration of all selections that the forest allows; the greatest of those in which `unit` is on
/// (state 1), off (state 0), or of all (unit < 0).
double enumerate(const Problem& problem, const Multipliers& multipliers, int unit, bool state) {
  const std::vector<int> parents = parents_of(problem);
  double best = -1e300;
  for (unsigned set = 0; set < 1U << problem.units(); ++set) {
    const auto is_on = [&](int u) { return (set >> u & 1U) != 0; };
    if (unit >= 0 && is_on(unit) != state) continue;
    bool is_allowed = true;
    double value = 0;
    for (int u = 0; u < problem.units(); ++u)
      if (is_on(u)) {
        is_allowed = is_allowed && (parents[at(u)] < 0 || is_on(parents[at(u)]));
        value += problem.value[at(u)];
      }
    for (int g = 0; g < problem.groups(); ++g) {
      int count = 0;
      for (int u = problem.group_start[at(g)]; u < problem.group_start[at(g) + 1]; ++u)
        count += is_on(u) ? 1 : 0;
      is_allowed = is_allowed && count <= 1;
    }
    if (!is_allowed) continue;
    for (int r = 0; r < problem.resources(); ++r) {
      double slack = problem.capacity[at(r)];
      for (int u = 0; u < problem.units(); ++u) slack -= is_on(u) ? problem.cost[at(r)][at(u)] : 0;
      value += multipliers[at(r)] * slack;
    }
    for (int row = 0; row < problem.rows.size(); ++row) {
      const int need = problem.row_need[at(row)];
      double slack = need == Problem::kNone ? 1 : (is_on(need) ? 1 : 0);
      for (const int u : problem.rows[row]) slack -= is_on(u) ? 1 : 0;
      value += multipliers[at(problem.resources() + row)] * slack;
    }
    best = std::max(best, value);
  }
  return best;
}

TEST(RelaxationProperty, TheBoundAndTheLossesAreThoseOfEnumeration) {
  Rng rng(1, "relaxation");
  for (int run = 0; run < 60; ++run) {
    SCOPED_TRACE(run);
    const Problem problem = make_problem(testing::random_instance(rng, 9, 2, 9, 20));
    Multipliers multipliers;
    for (int k = 0; k < problem.resources() + problem.rows.size(); ++k)
      multipliers.push_back(rng.flip(0.3) ? 0 : rng.uniform(0, 2));
    Relaxation relaxation(problem);
    const double bound = relaxation.solve(multipliers);
    const double noise = 1e-12 * (1 + std::abs(bound));
    const double exact = enumerate(problem, multipliers, -1, false);
    EXPECT_NEAR(bound, exact, noise);
    EXPECT_GE(bound, exact);
    const std::vector<double> losses = relaxation.losses();
    for (int unit = 0; unit < problem.units(); ++unit)
      EXPECT_NEAR(losses[at(unit)], exact - enumerate(problem, multipliers, unit, !relaxation.is_on(unit)),
                  noise);
  }
}

TEST(Relaxation, SlackAndValueAreThoseOfWhatIsOn) {
  const Problem problem = make_problem({{4, 5, -1}, {{2, 5, 1}}, {6}, {}, {}});
  Relaxation relaxation(problem);
  (void)relaxation.solve({0});
  EXPECT_EQ(relaxation.slack(), (std::vector<double>{problem.capacity[0] - 7.0 / 4}));
  EXPECT_EQ(problem.to_instance(relaxation.value()), 9);
  (void)relaxation.solve({1000});
  EXPECT_EQ(relaxation.value(), 0);
}

TEST(Relaxation, TheNumberOfThreadsChangesNoBit) {
  Rng rng(2, "threads");
  const Problem problem = make_problem(testing::nested_instance(rng, 200));
  const Multipliers multipliers(at(problem.resources()), 30);
  Relaxation relaxation(problem);
  set_jobs(1);
  const double alone = relaxation.solve(multipliers);
  const std::vector<double> slack = relaxation.slack();
  set_jobs(4);
  EXPECT_EQ(relaxation.solve(multipliers), alone);
  EXPECT_EQ(relaxation.slack(), slack);
  set_jobs(0);
}

TEST(Relaxation, ASampleIsLikeTheWhole) {
  Rng rng(3, "sample");
  const Problem problem = make_problem(testing::nested_instance(rng, 400));
  const Multipliers multipliers(at(problem.resources()), 100);
  const double whole = Relaxation(problem).solve(multipliers);
  EXPECT_NEAR(Relaxation(problem, 2).solve(multipliers), whole / 2, 0.1 * whole);
}

}  // namespace
}  // namespace knap::prune
