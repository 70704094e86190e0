#include "prune/knapsack/solve.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

Solution solved(const Instance& instance, const SolveOptions& options = {}) {
  const Watch watch;
  return solve(instance, options, watch).value();
}

/// Holds an answer against itself, and against the true optimum.
void expect_optimal(const Instance& instance, double best) {
  const Solution solution = solved(instance);
  EXPECT_EQ(find_fault(instance, solution.selected), "");
  EXPECT_TRUE(solution.is_optimal);
  EXPECT_EQ(solution.value, value_of(instance, solution.selected));
  EXPECT_EQ(solution.use, use_of(instance, solution.selected));
  EXPECT_EQ(solution.bound, solution.value);
  EXPECT_EQ(solution.gap, 0);
  EXPECT_EQ(solution.value, best);
}

TEST(Solve, KnownOptimaAreFound) {
  const Instance one{{4, 5, 6, 8, 3}, {{2, 5, 3, 2, 5}}, {8}, {}, {}};
  EXPECT_EQ(solved(one).selected, (std::vector<int>{0, 2, 3}));
  expect_optimal(one, 18);
  const Instance two{{10, 2, 6, 12, 3}, {{3, 1, 4, 5, 5}, {3, 2, 4, 1, 2}}, {8, 7}, {}, {}};
  EXPECT_EQ(solved(two).selected, (std::vector<int>{0, 3}));
  expect_optimal(two, 22);
}

TEST(Solve, CasesAtTheEdgesAreOptimal) {
  expect_optimal({{}, {{}}, {3}, {}, {}}, 0);
  expect_optimal({{}, {}, {}, {}, {}}, 0);
  expect_optimal({{3, -1, 5}, {}, {}, {}, {}}, 8);
  expect_optimal({{3, 0, 5}, {{0, 0, 0}, {0, 0, 0}}, {1, 0}, {}, {}}, 8);
  expect_optimal({{3, 2, 5}, {{1, 0, 2}}, {0}, {}, {}}, 2);
  expect_optimal({{9}, {{2}}, {1}, {}, {}}, 0);
  expect_optimal({{-4}, {{2}}, {5}, {}, {}}, 0);
  expect_optimal({{-4, 7}, {{1, 1}}, {5}, {}, {{1, 0}}}, 3);
  expect_optimal({{0.1, 0.2, 0.4}, {{0.1, 0.2, 0.7}}, {0.3}, {}, {}}, 0.1 + 0.2);
}

TEST(Solve, ValuesAndCostsOfAnySizeKeepTheirBits) {
  expect_optimal({{0x1p900, 0x1p-900, 0x1p899}, {{0x1p60, 0x1p-60, 0x1p60}}, {0x1p60}, {}, {}}, 0x1p900);
  expect_optimal({{0x1p-900, 0x1p-901, 0x1p-899}, {{3, 2, 2}}, {4}, {}, {}}, 0x1p-899 + 0x1p-901);
  Rng rng(5, "scaled");
  Instance instance = testing::random_instance(rng, 12, 2, 12, 9);
  const double best = testing::best_by_enumeration(instance);
  for (double& value : instance.values) value *= 0x1p-700;
  for (double& cost : instance.costs[0]) cost *= 0x1p300;
  instance.capacity[0] *= 0x1p300;
  expect_optimal(instance, best * 0x1p-700);
}

TEST(Solve, AlikeItemsAndEqualRatiosAreOptimal) {
  expect_optimal({std::vector<double>(40, 7),
                  {std::vector<double>(40, 3), std::vector<double>(40, 5)},
                  {61, 88},
                  {},
                  {}},
                 119);
  Rng rng(1, "even");
  Instance even;
  double sum = 0;
  for (int i = 0; i < 40; ++i)
    sum += even.values.emplace_back(2.0 * static_cast<double>(rng.integer(10, 50)));
  even.costs = {even.values};
  even.capacity = {2 * std::floor(sum / 4) + 1};
  expect_optimal(even, testing::best_by_use(even, 1));
}

TEST(Solve, RingsAndContradictionsAreUnderstood) {
  expect_optimal({{5, 7, 0, 9}, {{2, 2, 1, 3}}, {5}, {{1, 3}}, {{0, 1}, {1, 0}, {3, 2}}}, 12);
  expect_optimal({{1, 1, 1}, {{1, 1, 1}}, {9}, {{0, 1}}, {{0, 1}}}, 2);  // a choice that holds its own need
  expect_optimal({{9, 1, 1}, {{1, 1, 1}}, {9}, {{0, 1}}, {{0, 1}, {1, 0}}}, 1);  // a ring that is a choice
  expect_optimal({{5, 1, 1, 1}, {{1, 1, 1, 1}}, {9}, {{1, 2}}, {{0, 1}, {0, 2}}}, 2);
  expect_optimal({{5, 5}, {{1, 1}}, {2}, {{0, 0}, {1}}, {{1, 1}}}, 10);
}

TEST(Solve, AChoiceOfManyAndOverlappingChoicesHold) {
  expect_optimal({{3, 4, 5, 6}, {{1, 1, 1, 1}}, {4}, {{0, 1, 2, 3}}, {}}, 6);
  expect_optimal({{3, 4, 3, 1}, {{1, 1, 1, 1}}, {4}, {{0, 1}, {1, 2}, {2, 3}}, {}}, 6);
}

TEST(SolveProperty, SmallInstancesOfAnyStructureAreOptimal) {
  Rng rng(2, "small");
  for (int run = 0; run < 300; ++run) {
    SCOPED_TRACE(run);
    const int items = static_cast<int>(rng.integer(1, 13));
    const Instance instance =
        testing::random_instance(rng, items, static_cast<int>(rng.integer(0, 4)), items, 20);
    expect_optimal(instance, testing::best_by_enumeration(instance));
  }
}

TEST(SolveProperty, InstancesOfFortyItemsAreOptimal) {
  Rng rng(3, "forty");
  for (int run = 0; run < 40; ++run) {
    SCOPED_TRACE(run);
    const int resources = 1 + run % 3;
    const Instance instance = testing::random_instance(rng, static_cast<int>(rng.integer(25, 40)), resources,
                                                       4, std::array{60, 6, 2}[at(resources - 1)]);
    expect_optimal(instance, testing::best_by_use(instance, 4));
  }
}

/// Lanes and steps: a weight needs one of each, so that no forest holds all needs.
Instance lanes_and_steps(Rng& rng, int lanes, int steps) {
  Instance instance;
  instance.costs.resize(2);
  const auto add = [&](double value, std::int64_t most_first, std::int64_t most_second) {
    instance.values.push_back(value);
    instance.costs[0].push_back(static_cast<double>(rng.integer(0, most_first)));
    instance.costs[1].push_back(static_cast<double>(rng.integer(0, most_second)));
  };
  for (int k = 0; k < lanes; ++k) add(0, 20, 0);
  for (int k = 0; k < steps; ++k) add(0, 0, 20);
  for (int lane = 0; lane < lanes; ++lane)
    for (int step = 0; step < steps; ++step) {
      instance.needs.emplace_back(instance.size(), lane);
      instance.needs.emplace_back(instance.size(), lanes + step);
      add(static_cast<double>(rng.integer(1, 20)), 1, 1);
    }
  for (const std::vector<double>& cost : instance.costs) {
    double sum = 0;
    for (const double c : cost) sum += c;
    instance.capacity.push_back(std::floor(sum / 2));
  }
  return instance;
}

TEST(SolveProperty, UnitsOfTwoParentsAreOptimal) {
  Rng rng(4, "parents");
  for (int run = 0; run < 20; ++run) {
    SCOPED_TRACE(run);
    const Instance instance = lanes_and_steps(rng, 3, 3);
    expect_optimal(instance, testing::best_by_enumeration(instance));
  }
}

TEST(Solve, ABoundThatTheWorkEndedAtIsNeverBelowTheOptimum) {
  Rng rng(6, "bound");
  for (int run = 0; run < 30; ++run) {
    SCOPED_TRACE(run);
    const Instance instance = testing::random_instance(rng, 36, 3, 4, 2);
    const double best = testing::best_by_use(instance, 4);
    SolveOptions options;
    options.steps = 1 + 40 * run;
    const Solution solution = solved(instance, options);
    EXPECT_EQ(find_fault(instance, solution.selected), "");
    EXPECT_GE(solution.bound, best);
    EXPECT_LE(solution.value, best);
    EXPECT_EQ(solution.is_optimal, solution.bound == solution.value);
  }
}

TEST(Solve, NestedInstancesHaveASmallGapWhateverTheThreads) {
  Rng rng(7, "nested");
  const Instance instance = testing::nested_instance(rng, 200);
  SolveOptions options;
  options.steps = 2'000'000;
  set_jobs(1);
  const Solution alone = solved(instance, options);
  set_jobs(3);
  const Solution together = solved(instance, options);
  set_jobs(0);
  EXPECT_EQ(find_fault(instance, alone.selected), "");
  EXPECT_LE(alone.gap, 0.005);
  EXPECT_GE(alone.bound, alone.value);
  EXPECT_EQ(alone.selected, together.selected);
  EXPECT_EQ(alone.bound, together.bound);
}

TEST(Solve, AnEndThatIsAskedForLeavesAFeasibleAnswer) {
  Rng rng(8, "end");
  const Instance instance = testing::nested_instance(rng, 20);
  SolveOptions options;
  options.is_over = [] { return true; };
  const Solution solution = solved(instance, options);
  EXPECT_EQ(find_fault(instance, solution.selected), "");
  EXPECT_GT(solution.value, 0);
  EXPECT_GE(solution.bound, solution.value);
}

TEST(Solve, AStoppedWatchInterruptsAndABadInstanceIsRefused) {
  Watch watch;
  EXPECT_TRUE(solve({{1}, {{-1}}, {1}, {}, {}}, {}, watch).error().is(diag::kWrongType));
  watch.stop();
  EXPECT_TRUE(solve({{1}, {{1}}, {1}, {}, {}}, {}, watch).error().is(diag::kInterrupted));
}

}  // namespace
}  // namespace knap::prune
