#include "prune/knapsack/repair.h"

#include <gtest/gtest.h>

#include "prune/knapsack/dual.h"
#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

struct Repaired {
  std::vector<int> items;
  double value = 0, bound = 0;
};

Repaired repaired(const Instance& instance, const Multipliers* multipliers = nullptr) {
  const Problem problem = make_problem(instance);
  const Dual dual = find_dual(problem, {}, 200);
  Relaxation relaxation(problem);
  const double bound = relaxation.solve(multipliers == nullptr ? dual.multipliers : *multipliers);
  const Selection selection = repair(problem, relaxation, bound, relaxation.losses());
  Repaired result;
  for (int item = 0; item < instance.size(); ++item)
    if (problem.unit_of[at(item)] >= 0 && selection.is_on(problem.unit_of[at(item)]))
      result.items.push_back(item);
  result.value = problem.to_instance(selection.value());
  result.bound = problem.to_instance(dual.bound);
  return result;
}

TEST(RepairProperty, WhateverTheStructureTheSelectionIsFeasible) {
  Rng rng(1, "repair");
  for (int run = 0; run < 200; ++run) {
    SCOPED_TRACE(run);
    const Instance instance = testing::random_instance(rng, 20, static_cast<int>(rng.integer(1, 4)), 20, 12);
    const Repaired result = repaired(instance);
    EXPECT_EQ(find_fault(instance, result.items), "");
    EXPECT_EQ(result.value, value_of(instance, result.items));
  }
}

TEST(Repair, NestedInstancesComeNearTheBound) {
  Rng rng(2, "near");
  const Instance instance = testing::nested_instance(rng, 100);
  const Repaired result = repaired(instance);
  EXPECT_EQ(find_fault(instance, result.items), "");
  EXPECT_GT(result.value, 0.98 * result.bound);
}

TEST(Repair, FarFromTheBestPricesItIsFeasibleStill) {
  Rng rng(3, "far");
  const Instance instance = testing::nested_instance(rng, 10);
  for (const double price : {0.0, 1e6}) {
    const Multipliers all(4, price);
    EXPECT_EQ(find_fault(instance, repaired(instance, &all).items), "");
  }
}

}  // namespace
}  // namespace knap::prune
