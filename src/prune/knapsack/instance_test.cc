#include "prune/knapsack/instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "core/base/diagnostics.h"

namespace knap::prune {
namespace {

using ::testing::HasSubstr;

const Instance kPair{{4, 5}, {{2, 5}, {1, 1}}, {8, 3}, {{0, 1}}, {{1, 0}}};
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// What check() says of kPair after `change`.
template <class Change>
std::string told_of(Change change) {
  Instance instance = kPair;
  change(instance);
  const Result<void> checked = check(instance, "k.json");
  if (checked.ok()) return "";
  EXPECT_TRUE(checked.error().is(diag::kWrongType));
  EXPECT_EQ(checked.error().first().where, "k.json");
  return checked.error().first().message;
}

TEST(Instance, AGoodOnePasses) { EXPECT_TRUE(check(kPair, "k.json").ok()); }

TEST(Instance, UnequalSizesNameTheResource) {
  EXPECT_THAT(told_of([](Instance& i) { i.capacity = {8}; }), HasSubstr("2 resources, capacity has 1"));
  EXPECT_THAT(told_of([](Instance& i) { i.costs[1] = {1}; }),
              HasSubstr("costs[1] (resource 1) has 1 numbers"));
}

TEST(Instance, NumbersThatAreNoneNameTheItemAndTheResource) {
  EXPECT_THAT(told_of([](Instance& i) { i.values[1] = std::numeric_limits<double>::quiet_NaN(); }),
              HasSubstr("value of item 1 is nan"));
  EXPECT_THAT(told_of([](Instance& i) { i.values[0] = -kInfinity; }), HasSubstr("value of item 0 is -inf"));
  EXPECT_THAT(told_of([](Instance& i) { i.costs[1][0] = -2; }),
              HasSubstr("cost of item 0 in resource 1 is -2"));
  EXPECT_THAT(told_of([](Instance& i) { i.costs[0][1] = kInfinity; }),
              HasSubstr("item 1 in resource 0 is inf"));
  EXPECT_THAT(told_of([](Instance& i) { i.capacity[1] = -1; }), HasSubstr("capacity of resource 1 is -1"));
  EXPECT_THAT(told_of([](Instance& i) { i.capacity[0] = kInfinity; }), HasSubstr("capacity of resource 0"));
  EXPECT_THAT(told_of([](Instance& i) { i.values = {1e300, -1e300}; }), HasSubstr("scale them down"));
  EXPECT_THAT(told_of([](Instance& i) { i.costs[0] = {1e300, 1e300}; }), HasSubstr("in resource 0 add up"));
}

TEST(Instance, ItemsThatDoNotExistAreNamed) {
  EXPECT_THAT(told_of([](Instance& i) {
                i.choices.push_back({0, 2});
              }),
              HasSubstr("choices[1] names item 2"));
  EXPECT_THAT(told_of([](Instance& i) { i.needs.emplace_back(-1, 0); }),
              HasSubstr("requires[1] names item -1"));
  EXPECT_THAT(told_of([](Instance& i) { i.needs.emplace_back(0, 7); }),
              HasSubstr("requires[1] names item 7"));
}

TEST(Instance, FaultsOfSelectionsAreFound) {
  const Instance three{{1, 1, 1}, {{2, 2, 2}}, {5}, {{0, 1}}, {{1, 2}}};
  EXPECT_EQ(find_fault(three, {}), "");
  EXPECT_EQ(find_fault(three, {1, 2}), "");
  EXPECT_THAT(find_fault(three, {1}), HasSubstr("item 1 needs item 2"));
  EXPECT_THAT(find_fault(three, {0, 1, 2}), HasSubstr("of choice 0"));
  EXPECT_THAT(find_fault(three, {2, 0}), HasSubstr("out of order"));
  EXPECT_THAT(find_fault(three, {2, 2}), HasSubstr("out of order"));
  EXPECT_THAT(find_fault(three, {3}), HasSubstr("out of order"));
  EXPECT_THAT(find_fault({{1, 1, 1}, {{2, 2, 2}}, {5}, {}, {}}, {0, 1, 2}),
              HasSubstr("resource 0 holds 5, 6 are used"));
  EXPECT_EQ(find_fault({{1}, {{1}}, {1}, {{0, 0}}, {}}, {0}), "");
}

TEST(Instance, DecimalFractionsFitWhereTheyShouldAndNoFurther) {
  EXPECT_EQ(find_fault({{1, 1}, {{0.1, 0.2}}, {0.3}, {}, {}}, {0, 1}), "");
  EXPECT_NE(find_fault({{1}, {{1 + 4e-12}}, {1}, {}, {}}, {0}), "");
}

TEST(Instance, SumsAreTakenAsIfWithoutRounding) {
  Instance tenths;
  tenths.values.assign(1'000'000, 0.1);
  std::vector<int> all(tenths.values.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
  EXPECT_DOUBLE_EQ(value_of(tenths, all), 100000);
  ExactSum sum;
  for (const double term : {1e100, 1.0, -1e100}) sum.add(term);
  EXPECT_EQ(sum.total(), 1);
}

}  // namespace
}  // namespace knap::prune
