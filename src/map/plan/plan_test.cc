#include "map/plan/plan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "map/plan/fold.h"
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

/// One per cent of a device's LUTs for every multiplier.
hw::Resources percent_per_multiplier(const Structure& structure) {
  hw::Resources shares;
  for (const Stage& stage : structure.stages)
    if (const auto* linear = std::get_if<LinearStage>(&stage.spec))
      shares.lut += 0.01 * static_cast<double>(linear->spec.pe * linear->spec.simd);
  return shares;
}

TEST(Plan, AnIntervalThatIsAskedForIsKeptOrRefused) {
  int kept = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Rng rng(seed, "asked");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    PlanOptions options;
    options.interval_cycles = min_interval(graph) + rng.integer(0, 8);
    const auto plan = make_plan(
        graph, options, [](const Structure&) { return hw::Resources{}; }, Watch());
    ++(plan.ok() ? kept : refused);
    if (plan.ok()) {
      EXPECT_LE(plan->predicted.interval_cycles, options.interval_cycles) << seed;
    } else {
      EXPECT_NE(to_string(plan.error()).find("cycles cannot be had"), std::string::npos)
          << to_string(plan.error());
    }
  }
  EXPECT_GT(kept, 5);
  EXPECT_GT(refused, 0);
}

TEST(Plan, TheFastestIntervalThatFitsIsFoundAndNamed) {
  int refused = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Rng rng(seed, "fastest");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    PlanOptions options;
    options.multiplier = MultiplierChoice::Lut;
    options.max_share = 0.08;
    const auto fastest = make_plan(graph, options, percent_per_multiplier, Watch());
    if (!fastest.ok()) continue;
    const Structure structure = make_structure(graph, fastest->decisions()).value();
    EXPECT_LE(percent_per_multiplier(structure).lut, options.max_share) << seed;
    options.interval_cycles = fastest->predicted.interval_cycles * 4 / 5;
    if (options.interval_cycles < min_interval(graph)) continue;
    const auto faster = make_plan(graph, options, percent_per_multiplier, Watch());
    ASSERT_FALSE(faster.ok()) << seed << ": the search has missed " << options.interval_cycles << " cycles";
    if (to_string(faster.error()).find("more than max_share") == std::string::npos) continue;
    EXPECT_NE(
        to_string(faster.error()).find(fmt::format("; {} cycles fit", fastest->predicted.interval_cycles)),
        std::string::npos)
        << to_string(faster.error());
    ++refused;
  }
  EXPECT_GT(refused, 5);
}

}  // namespace
}  // namespace knap::map
