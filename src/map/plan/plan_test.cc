#include "map/plan/plan.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

/// The first random network of one input and one output, which the stream style takes.
net::IntGraph some_graph() {
  for (std::uint64_t seed = 5;; ++seed) {
    Rng rng(seed, "plan");
    net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() == 1 && graph.outputs().size() == 1) return graph;
  }
}

TEST(Plan, ReadsBackWhatItPrints) {
  const net::IntGraph graph = some_graph();
  PlanOptions options;
  const Plan plan = make_plan(
                        graph, options, [](const Structure&) { return hw::Resources{}; }, Watch())
                        .value();
  const Plan again = parse_plan(print(plan), "plan.toml", graph).value();
  EXPECT_EQ(again.layer, plan.layer);
  EXPECT_EQ(again.fifo, plan.fifo);
  EXPECT_EQ(print(again), print(plan));
}

TEST(Plan, RefusesLayersAndFoldingsThatDoNotExist) {
  const net::IntGraph graph = some_graph();
  Plan plan = make_plan(
                  graph, {}, [](const Structure&) { return hw::Resources{}; }, Watch())
                  .value();
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
  const auto refused = make_plan(
      graph, options,
      [](const Structure&) {
        hw::Resources shares;
        shares.lut = 3;
        return shares;
      },
      Watch());
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(diag::kImpossible));
}

}  // namespace
}  // namespace knap::map
