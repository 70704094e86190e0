#include "prune/groups/groups.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/base/rng.h"
#include "map/plan/stage_costs.h"
#include "net/ir/verify.h"
#include "net/random/random.h"
#include "prune/groups/testing.h"

namespace knap::prune {
namespace {

namespace op = net::integer;

const std::vector<hw::Family> kFamilies = {hw::Family::Ecp5, hw::Family::Xcup};

struct Case {
  net::IntGraph graph;
  map::StreamPlan plan;
};

bool has_weights(const net::IntGraph& graph, const std::string& layer) {
  return net::masks_of(graph).count(layer) > 0;
}

/// A network with one input and one output, half of them with masks, and any legal folding of it.
std::optional<Case> random_case(std::uint64_t seed) {
  Rng rng(seed, "groups");
  Case c;
  c.graph = net::random_int_graph(rng);
  if (c.graph.inputs().size() != 1 || c.graph.outputs().size() != 1) return {};
  if (seed % 2 == 0) c.graph = net::with_random_masks(c.graph, rng);
  for (const map::Layer& layer : map::layers_of(c.graph)) {
    const map::Folding legal = map::legal_folding(c.graph, layer);
    map::Decision decision;
    decision.pe = legal.pe[rng.below(legal.pe.size())];
    decision.simd = legal.simd[rng.below(legal.simd.size())];
    decision.taps = legal.taps[rng.below(legal.taps.size())];
    if (has_weights(c.graph, layer.name) && rng.flip(0.5)) decision.multiplier = hw::MultiplierStyle::Dsp;
    c.plan.layers[layer.name] = decision;
  }
  return c;
}

std::int64_t count_weights(const net::IntGraph& graph, const std::string& layer) {
  const net::IntOp& any = graph[*graph.find(layer)].op;
  const auto* dense = std::get_if<op::MatVec>(&any);
  return (dense != nullptr ? dense->weights : std::get<op::Conv>(any).weights)->size();
}

TEST(Groups, HoldEachKeptWeightOfEveryPlanExactlyOnce) {
  int layers = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    const std::optional<Case> c = random_case(seed);
    if (!c) continue;
    const auto groups = groups_of(c->graph, map::stream_regions(c->graph, c->plan), kFamilies);
    ASSERT_TRUE(groups.ok()) << to_string(groups.error());
    std::map<std::string, std::vector<std::int64_t>> served;
    for (const Group& group : *groups) {
      ASSERT_TRUE(std::is_sorted(group.weights.begin(), group.weights.end()));
      std::vector<std::int64_t>& own = served[group.layer];
      own.insert(own.end(), group.weights.begin(), group.weights.end());
    }
    for (const auto& [name, mask] : net::masks_of(c->graph)) {
      std::vector<std::int64_t> kept;
      for (std::int64_t i = 0; i < count_weights(c->graph, name); ++i)
        if (net::is_kept(mask, i)) kept.push_back(i);
      std::sort(served[name].begin(), served[name].end());
      EXPECT_EQ(served[name], kept) << name;
      ++layers;
    }
  }
  EXPECT_GT(layers, 60);
}

/// Every product in a block of its own: the blocks of a layer are its lanes.
TEST(Groups, DroppedLanesTakeTheirBlocksWithThem) {
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    std::optional<Case> c = random_case(seed);
    if (!c) continue;
    for (auto& [name, decision] : c->plan.layers)
      if (has_weights(c->graph, name)) decision.multiplier = hw::MultiplierStyle::Dsp;
    const map::Regions regions = map::stream_regions(c->graph, c->plan);
    const auto groups = groups_of(c->graph, regions, kFamilies);
    ASSERT_TRUE(groups.ok());
    Rng rng(seed, "dropped");
    std::map<std::string, int> left;
    for (const Group& group : *groups) ++left[group.layer];
    std::vector<Group> dropped;
    double saved = 0;
    for (const Group& group : *groups) {
      if (left[group.layer] == 1 || rng.flip(0.5)) continue;  // one lane stays
      --left[group.layer];
      dropped.push_back(group);
      saved += group.cost[0].dsp;
    }
    const net::IntGraph pruned = testing::without(c->graph, dropped);
    if (!net::verify(pruned).ok()) continue;  // a sum that leaves the domain of the steps behind it
    const auto blocks = [&](const net::IntGraph& graph) {
      return map::StageCosts(kFamilies).of(map::make_structure(graph, regions).value())[0].dsp;
    };
    EXPECT_NEAR(blocks(c->graph) - blocks(pruned), saved, 1e-9);
    tried += dropped.empty() ? 0 : 1;
  }
  EXPECT_GT(tried, 10);
}

TEST(Groups, SingleWeightsShareWhatTheirLanesCost) {
  int weights = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    const std::optional<Case> c = random_case(seed);
    if (!c) continue;
    const auto lanes = groups_of(c->graph, map::stream_regions(c->graph, c->plan), kFamilies).value();
    const std::vector<Group> singles = single_weights(lanes);
    std::map<std::string, std::vector<std::int64_t>> of_lanes, of_singles;
    double cost = 0, sum = 0;
    for (const Group& lane : lanes) {
      auto& own = of_lanes[lane.layer];
      own.insert(own.end(), lane.weights.begin(), lane.weights.end());
      cost += lane.cost[1].lut + lane.cost[1].dsp;
    }
    for (const Group& single : singles) {
      EXPECT_EQ(single.weights.size(), 1U);
      of_singles[single.layer].push_back(single.weights.front());
      sum += single.cost[1].lut + single.cost[1].dsp;
    }
    EXPECT_EQ(of_singles, of_lanes);
    EXPECT_NEAR(sum, cost, 1e-6 * std::max(1.0, cost));
    weights += static_cast<int>(singles.size());
  }
  EXPECT_GT(weights, 100);
}

TEST(Groups, OfOneLaneSaveNothing) {
  net::IntGraph graph;
  const net::NodeId x = graph.add("x", op::Input{{4}, {true, 8, 0}}, {});
  auto weights = std::make_shared<IntTensor>(Shape{2, 4}, std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8});
  graph.add_output("y", graph.add("fc", op::MatVec{weights, std::make_shared<IntTensor>(Shape{2}), 8}, {x}));
  map::StreamPlan plan;
  plan.layers["fc"] = {};
  const auto groups = groups_of(graph, map::stream_regions(graph, plan), kFamilies);
  ASSERT_TRUE(groups.ok());
  ASSERT_EQ(groups->size(), 1U);
  EXPECT_EQ(groups->front().weights.size(), 8U);
  EXPECT_EQ(groups->front().cost[0].lut, 0);
  plan.layers["fc"].pe = 2;
  plan.layers["fc"].simd = 4;
  const auto parallel = groups_of(graph, map::stream_regions(graph, plan), kFamilies);
  ASSERT_TRUE(parallel.ok());
  EXPECT_EQ(parallel->size(), 8U);
  EXPECT_EQ(parallel->front().kind, GroupKind::Weight);
  EXPECT_GT(parallel->front().cost[0].lut, 0);
}

}  // namespace
}  // namespace knap::prune
