#include "map/plan/outline.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "map/plan/plan.h"
#include "map/plan/stage_costs.h"
#include "map/plan/testing.h"

namespace knap::map {
namespace {

/// Networks that the stream style takes.
template <class F>
void for_outlined(int count, F&& f) {
  for_stream_networks(count, "outline", [&](const net::IntGraph& graph, Rng& rng) {
    f(graph, rng);
    return true;
  });
}

TEST(Outline, HoldsEveryLegalFoldingWithItsCycles) {
  for_outlined(20, [](const net::IntGraph& graph, Rng& rng) {
    const Outline outline = make_outline(graph).value();
    const std::vector<Layer> layers = layers_of(graph);
    ASSERT_EQ(outline.layers.size(), layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const Outline::Row& row = outline.layers[i];
      EXPECT_EQ(row.layer.name, layers[i].name);
      const Folding legal = legal_folding(graph, layers[i]);
      EXPECT_EQ(row.choices.size(), legal.pe.size() * legal.simd.size() * legal.taps.size());
      const auto& some = row.choices[static_cast<std::size_t>(
          rng.integer(0, static_cast<std::int64_t>(row.choices.size()) - 1))];
      EXPECT_EQ(some.cycles, cycles(graph, layers[i], some.decision));
      EXPECT_EQ(row.fastest_cycles, cycles(graph, layers[i], legal.most_parallel()));
      EXPECT_EQ(row.smallest_cycles, cycles(graph, layers[i], Decision{}));
    }
  });
}

TEST(Outline, AReuseFactorLeavesTheFewestMultipliersThatServeIt) {
  int layers = 0;
  for_outlined(20, [&](const net::IntGraph& graph, Rng& rng) {
    const Outline whole = make_outline(graph).value();
    for (const Outline::Row& row : whole.layers) {
      LayerWish wish;
      wish.reuse_factor = rng.integer(1, 20);
      const Result<Outline> wished = make_outline(graph, {{row.layer.name, wish}});
      if (!wished.ok()) {  // no weights
        EXPECT_NE(to_string(wished.error()).find("reuse_factor"), std::string::npos);
        continue;
      }
      const auto wished_row =
          std::find_if(wished->layers.begin(), wished->layers.end(),
                       [&](const Outline::Row& other) { return other.layer.name == row.layer.name; });
      std::int64_t weights = 0, fewest = 0;
      for (const Outline::Choice& choice : row.choices)
        weights = std::max(weights, choice.decision.multipliers());
      for (const Outline::Choice& choice : row.choices)
        if (const std::int64_t lanes = choice.decision.multipliers(); lanes * *wish.reuse_factor >= weights)
          fewest = fewest == 0 ? lanes : std::min(fewest, lanes);
      for (const Outline::Choice& choice : wished_row->choices)
        EXPECT_EQ(choice.decision.multipliers(), fewest);
      ++layers;
    }
  });
  EXPECT_GT(layers, 20);
}

/// A plan with wishes for one layer.
Result<Plan> plan_with(const net::IntGraph& graph, const std::string& layer, const LayerWish& wish) {
  PlanOptions options;
  options.layer[layer] = wish;
  StageCosts costs({hw::Family::Ecp5});
  const auto shares = [&](const Structure& structure) {
    hw::Resources used = costs.of(structure).front();
    used.lut = used.ff = used.cells = used.pins = 0;
    used.dsp /= 1000;
    used.bram /= 1000;
    return used;
  };
  return make_plan(graph, options, shares, Watch());
}

TEST(Outline, APlanKeepsWhatALayerWishesFor) {
  int kept = 0;
  for_outlined(12, [&](const net::IntGraph& graph, Rng& rng) {
    const Outline outline = make_outline(graph).value();
    const Outline::Row& row = outline.layers[static_cast<std::size_t>(
        rng.integer(0, static_cast<std::int64_t>(outline.layers.size()) - 1))];
    const Decision& wanted = row.choices[static_cast<std::size_t>(rng.integer(
                                             0, static_cast<std::int64_t>(row.choices.size()) - 1))]
                                 .decision;
    LayerWish wish;
    wish.pe = wanted.pe;
    wish.simd = wanted.simd;
    wish.taps = wanted.taps;
    const net::IntOp& op = graph[row.layer.node].op;
    if (std::holds_alternative<net::integer::MatVec>(op) || std::holds_alternative<net::integer::Conv>(op)) {
      wish.multiplier = rng.flip(0.5) ? hw::MultiplierStyle::Lut : hw::MultiplierStyle::Dsp;
      wish.weights = rng.flip(0.5) ? hw::MemoryStyle::Lut : hw::MemoryStyle::Block;
    }
    const Result<Plan> plan = plan_with(graph, row.layer.name, wish);
    ASSERT_TRUE(plan.ok()) << to_string(plan.error());
    const Decision& got = std::get<StreamPlan>(plan->regions.front().style).layers.at(row.layer.name);
    EXPECT_EQ(got.pe, wanted.pe);
    EXPECT_EQ(got.simd, wanted.simd);
    EXPECT_EQ(got.taps, wanted.taps);
    if (wish.multiplier) {
      EXPECT_EQ(got.multiplier, *wish.multiplier);
      EXPECT_EQ(got.weights, *wish.weights);
    }
    ++kept;
  });
  EXPECT_EQ(kept, 12);
}

/// The first layer with something of its kind, in some network.
template <class Has>
std::pair<net::IntGraph, std::string> layer_with(const Has& has) {
  for (std::uint64_t seed = 1;; ++seed) {
    Rng rng(seed, "outline");
    net::IntGraph graph = net::random_int_graph(rng);
    for (const Layer& layer : layers_of(graph))
      if (has(graph[layer.node].op)) return {std::move(graph), layer.name};
  }
}

void expect_refused(const net::IntGraph& graph, const std::string& layer, const LayerWish& wish,
                    const std::vector<std::string>& words) {
  const Result<Outline> refused = make_outline(graph, {{layer, wish}});
  ASSERT_FALSE(refused.ok());
  for (const std::string& word : words)
    EXPECT_NE(to_string(refused.error()).find(word), std::string::npos) << to_string(refused.error());
}

TEST(Outline, AWishThatALayerCannotHaveIsRefusedAtItsKey) {
  const auto [graph, dense] =
      layer_with([](const net::IntOp& op) { return std::holds_alternative<net::integer::MatVec>(op); });
  LayerWish wish;
  wish.pe = 7919;
  expect_refused(graph, dense, wish, {"plan.layer." + dense + ".pe", "legal values: 1"});
  wish = {};
  wish.taps = 3;
  expect_refused(graph, dense, wish, {".taps", "legal values: 1"});
  wish = {};
  wish.pe = 1;
  wish.reuse_factor = 2;
  expect_refused(graph, dense, wish, {".reuse_factor", "leave"});
  expect_refused(graph, dense + "x", {}, {"plan.layer." + dense + "x", "did you mean " + dense});
  const auto [pooling, pool] =
      layer_with([](const net::IntOp& op) { return std::holds_alternative<net::integer::MaxPool>(op); });
  wish = {};
  wish.multiplier = hw::MultiplierStyle::Dsp;
  expect_refused(pooling, pool, wish, {".multiplier", "no weights"});
  const auto [adding, add] =
      layer_with([](const net::IntOp& op) { return std::holds_alternative<net::integer::Add>(op); });
  wish = {};
  wish.window = hw::MemoryStyle::Block;
  expect_refused(adding, add, wish, {".window", "no rows"});
}

}  // namespace
}  // namespace knap::map
