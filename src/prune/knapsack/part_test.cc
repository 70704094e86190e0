#include "prune/knapsack/part.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

using ::testing::ElementsAre;

TEST(Part, TheRootIsItself) {
  const Part root = make_root({{4, 5}, {{2, 5}}, {6}, {}, {}});
  EXPECT_THAT(root.to_root({1, 0}), ElementsAre(0, 1));
  EXPECT_GT(root.instance.capacity[0], 6);
  EXPECT_LT(root.instance.capacity[0], 6 * (1 + kTolerance));
}

TEST(Part, FatesEntailOthers) {
  // 1 needs 0; 2 and 3 are a choice; 4 needs 3; 5 is free.
  const Part root = make_root({{1, 2, 3, 4, 5, 6}, {{1, 1, 1, 1, 1, 1}}, {4}, {{2, 3}}, {{1, 0}, {4, 3}}});
  const Problem problem = make_problem(root.instance);
  std::vector<Fate> fate(6, Fate::Open);
  fate[at(problem.unit_of[1])] = Fate::On;  // and 0
  fate[at(problem.unit_of[2])] = Fate::On;  // so 3 is off, and 4
  const Part part = make_part(root, problem, fate).value();
  ASSERT_EQ(part.instance.size(), 1);
  EXPECT_THAT(part.to_root({0}), ElementsAre(0, 1, 2, 5));
  EXPECT_THAT(part.to_root({}), ElementsAre(0, 1, 2));
  EXPECT_EQ(part.base, 6);
  EXPECT_THAT(part.from_root({1, 1, 1, 0, 0, 1}), ElementsAre(1));
  EXPECT_NEAR(part.instance.capacity[0] * 4, 1, 1e-9);
}

TEST(Part, ContradictionsAndTooMuchAreNoPart) {
  const Part root = make_root({{1, 2, 3}, {{2, 2, 2}}, {3}, {{0, 1}}, {{2, 0}}});
  const Problem problem = make_problem(root.instance);
  const auto with = [&](std::vector<std::pair<int, Fate>> given) {
    std::vector<Fate> fate(at(problem.units()), Fate::Open);
    for (const auto& [item, one] : given) fate[at(problem.unit_of[at(item)])] = one;
    return make_part(root, problem, fate);
  };
  ASSERT_EQ(problem.units(), 2);  // 2 and its need are too much together
  EXPECT_TRUE(with({{0, Fate::On}}).has_value());
  EXPECT_FALSE(with({{0, Fate::On}, {1, Fate::On}}).has_value());
  EXPECT_TRUE(with({{0, Fate::Off}, {1, Fate::Off}}).has_value());
}

/// The optimum is the better one of those with a unit on and with it off, for every unit.
TEST(PartProperty, BothFatesOfAUnitHoldTheOptimumBetweenThem) {
  Rng rng(1, "fates");
  for (int run = 0; run < 40; ++run) {
    SCOPED_TRACE(run);
    const Instance instance = testing::random_instance(rng, 9, 2, 9, 9);
    const double best = testing::best_by_enumeration(instance);
    const Part root = make_root(instance);
    const Problem problem = make_problem(root.instance);
    for (int unit = 0; unit < problem.units(); ++unit) {
      double most = -1e300;
      for (const Fate one : {Fate::On, Fate::Off}) {
        std::vector<Fate> fate(at(problem.units()), Fate::Open);
        fate[at(unit)] = one;
        const std::optional<Part> part = make_part(root, problem, fate);
        if (!part) continue;
        const double inside = std::ldexp(testing::best_by_enumeration(part->instance), part->value_exponent);
        most = std::max(most, part->base + inside);
      }
      EXPECT_EQ(most, best);
    }
  }
}

TEST(Part, PartsOfPartsLeadBackToTheRoot) {
  const Part root = make_root({{1, 2, 4, 8}, {{1, 1, 1, 1}}, {3}, {}, {{0, 1}, {1, 0}}});
  const Problem outer = make_problem(root.instance);
  std::vector<Fate> fate(3, Fate::Open);
  fate[at(outer.unit_of[0])] = Fate::On;
  const Part part = make_part(root, outer, fate).value();
  const Problem inner = make_problem(part.instance);
  fate.assign(2, Fate::Open);
  fate[at(inner.unit_of[0])] = Fate::Off;
  const Part last = make_part(part, inner, fate).value();
  EXPECT_EQ(last.to_root({0}).size(), 3U);
  EXPECT_EQ(last.base, 3);
}

}  // namespace
}  // namespace knap::prune
