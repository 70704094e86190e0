#include "prune/groups/channels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/base/rng.h"
#include "net/ir/verify.h"
#include "net/passes/remove_channels.h"
#include "net/random/random.h"
#include "prune/groups/testing.h"

namespace knap::prune {
namespace {

/// Every layer as it is folded least.
std::vector<Group> lanes_of(const net::IntGraph& graph) {
  map::StreamPlan plan;
  for (const map::Layer& layer : map::layers_of(graph)) plan.layers[layer.name] = {};
  return groups_of(graph, map::stream_regions(graph, plan), {hw::Family::Ecp5}).value();
}

TEST(Channels, GoThroughAllLayersWhenTheirGroupIsPruned) {
  int tried = 0;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "channels");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    const std::vector<Group> groups = channel_groups(graph, lanes_of(graph));
    std::map<std::string, std::int64_t> left;
    for (const Group& group : groups) ++left[group.layer];
    std::vector<Group> dropped;
    for (const Group& group : groups) {
      if (left[group.layer] == 1 || rng.flip(0.6)) continue;  // one stays
      --left[group.layer];
      dropped.push_back(group);
    }
    const net::IntGraph pruned = testing::without(graph, dropped);
    if (!net::verify(pruned).ok()) continue;  // a sum that leaves the domain of the steps behind it
    const net::IntGraph small = net::remove_channels(pruned);
    for (const auto& [layer, channels] : left) {
      const net::NodeId node = *small.find(layer);
      EXPECT_EQ(small[node].shape.channels(), channels) << layer;
    }
    tried += dropped.empty() ? 0 : 1;
  }
  EXPECT_GT(tried, 20);
}

/// in -> one -> dw -> two -> + one -> three: the channels of `one` and `two` are the same.
TEST(Channels, OfASumGoTogether) {
  namespace op = net::integer;
  Rng rng(1, "joined");
  const auto random = [&](Shape shape) {
    auto tensor = std::make_shared<IntTensor>(std::move(shape));
    for (auto& w : tensor->data) w = rng.integer(-7, 7) | 1;
    return tensor;
  };
  const auto pointwise = [&](std::int64_t outputs, std::int64_t inputs) {
    return op::Conv{random({outputs, 1, inputs}),
                    std::make_shared<IntTensor>(Shape{outputs}),
                    net::Window{{{1, 1, 0, 0, 1}}},
                    1,
                    0,
                    4};
  };
  net::IntGraph graph;
  const net::NodeId x = graph.add("x", op::Input{{6, 3}, {true, 6, 0}}, {});
  const net::NodeId one = graph.add("one", pointwise(4, 3), {x});
  const net::NodeId dw = graph.add("dw",
                                   op::Conv{random({4, 3, 1}), std::make_shared<IntTensor>(Shape{4}),
                                            net::Window{{{3, 1, 1, 1, 1}}}, 4, 0, 4},
                                   {one});
  const net::NodeId two = graph.add("two", pointwise(4, 4), {dw});
  const net::NodeId sum = graph.add("sum", op::Add{0, 0}, {one, two});
  graph.add_output("y", graph.add("three", pointwise(2, 4), {sum}));
  ASSERT_TRUE(net::verify(graph).ok()) << to_string(net::verify(graph).error());
  const std::vector<Group> groups = channel_groups(graph, lanes_of(graph));
  ASSERT_EQ(groups.size(), 4U);
  EXPECT_EQ(groups[1].layer, "one");
  EXPECT_EQ(groups[1].weights.size(), 3U);
  std::map<std::string, std::size_t> others;
  for (const LayerWeights& other : groups[1].others) others[other.layer] = other.weights.size();
  // Of `two` the filter and the column that reads the channel, which cross in one weight.
  EXPECT_EQ(others, (std::map<std::string, std::size_t>{{"dw", 3}, {"two", 7}, {"three", 2}}));
  const net::IntGraph small = net::remove_channels(testing::without(graph, {groups[1], groups[3]}));
  for (const char* layer : {"one", "dw", "two", "sum"})
    EXPECT_EQ(small[*small.find(layer)].shape.channels(), 2) << layer;
}

TEST(Channels, CostTheirShareOfTheLayersOnBothSides) {
  net::IntGraph graph;
  const auto ones = [](Shape shape) {
    auto tensor = std::make_shared<IntTensor>(std::move(shape));
    std::fill(tensor->data.begin(), tensor->data.end(), 3);
    return tensor;
  };
  net::NodeId x = graph.add("x", net::integer::Input{{4}, {true, 8, 0}}, {});
  x = graph.add("one", net::integer::MatVec{ones({8, 4}), std::make_shared<IntTensor>(Shape{8}), 8}, {x});
  x = graph.add("two", net::integer::MatVec{ones({2, 8}), std::make_shared<IntTensor>(Shape{2}), 8}, {x});
  graph.add_output("y", x);
  std::vector<Group> lanes{{"one", GroupKind::Lane, {}, {{.lut = 80}}},
                           {"two", GroupKind::Lane, {}, {{.lut = 16}}}};
  const std::vector<Group> groups = channel_groups(graph, lanes);
  ASSERT_EQ(groups.size(), 8U);  // those of the output stay
  EXPECT_EQ(groups[3].layer, "one");
  EXPECT_EQ(groups[3].weights, (std::vector<std::int64_t>{12, 13, 14, 15}));
  ASSERT_EQ(groups[3].others.size(), 1U);
  EXPECT_EQ(groups[3].others[0].weights, (std::vector<std::int64_t>{3, 11}));
  EXPECT_DOUBLE_EQ(groups[3].cost[0].lut, 12);
}

}  // namespace
}  // namespace knap::prune
