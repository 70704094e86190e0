#include "map/plan/plan.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

net::IntGraph some_graph() {
  Rng rng(5, "plan");
  return net::random_int_graph(rng);
}

TEST(Plan, ReadsBackWhatItPrints) {
  const net::IntGraph graph = some_graph();
  PlanOptions options;
  const Plan plan = make_plan(graph, options, [](const Structure&) { return true; }).value();
  const Plan again = parse_plan(print(plan), "plan.toml", graph).value();
  EXPECT_EQ(again.layer, plan.layer);
  EXPECT_EQ(again.fifo, plan.fifo);
  EXPECT_EQ(print(again), print(plan));
}

TEST(Plan, RefusesLayersAndFoldingsThatDoNotExist) {
  const net::IntGraph graph = some_graph();
  Plan plan = make_plan(graph, {}, [](const Structure&) { return true; }).value();
  Plan stranger = plan;
  stranger.layer["no_such_layer"] = {};
  const auto unknown = parse_plan(print(stranger), "plan.toml", graph);
  ASSERT_FALSE(unknown.ok());
  EXPECT_TRUE(unknown.error().is(diag::kUnknownName));
  plan.layer.begin()->second.pe = 7919;
  const auto illegal = parse_plan(print(plan), "plan.toml", graph);
  ASSERT_FALSE(illegal.ok());
  EXPECT_TRUE(illegal.error().is(diag::kImpossible));
  EXPECT_NE(illegal.error().first().message.find("legal values"), std::string::npos);
}

TEST(Plan, SaysWhatFitsWhenTheBudgetIsTooSmall) {
  const net::IntGraph graph = some_graph();
  PlanOptions options;
  options.interval_cycles = 1000000;
  const auto refused = make_plan(graph, options, [](const Structure&) { return false; });
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(diag::kImpossible));
}

}  // namespace
}  // namespace knap::map
