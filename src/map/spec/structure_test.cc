#include "map/spec/structure.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

/// The first random network of one input and one output, which the stream style takes.
net::IntGraph some_graph() {
  for (std::uint64_t seed = 2;; ++seed) {
    Rng rng(seed, "structure");
    net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() == 1 && graph.outputs().size() == 1) return graph;
  }
}

TEST(Structure, EverySourceIsUsedOnceAndPrecedesItsUser) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "structure");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    const Structure structure = make_structure(graph, StreamPlan{}).value();
    std::map<std::pair<int, int>, int> uses;
    for (std::size_t i = 0; i < structure.stages.size(); ++i)
      for (const Source& source : structure.stages[i].inputs) {
        EXPECT_LT(source.stage, static_cast<int>(i));
        ++uses[{source.stage, source.port}];
      }
    ++uses[{structure.output.stage, structure.output.port}];
    for (const auto& [source, count] : uses)
      EXPECT_EQ(count, 1) << "stage " << source.first << " port " << source.second;
  }
}

TEST(Structure, TwoRegionsOfOneStyleAreOneDesign) {
  int split = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "regions");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    StreamPlan plan;
    const std::vector<Layer> layers = layers_of(graph);
    for (const Layer& to : layers)
      for (const net::NodeId operand : graph[to.node].inputs)
        plan.fifos[source_of(graph, layers, operand) + ">" + to.name] = {4, hw::MemoryStyle::Lut};
    const Region whole = stream_regions(graph, plan).front();
    const auto middle = whole.layers.begin() + static_cast<std::ptrdiff_t>(layers.size() / 2);
    const Regions parts{{{whole.layers.begin(), middle}, plan}, {{middle, whole.layers.end()}, plan}};
    const Structure one = make_structure(graph, plan).value(), two = make_structure(graph, parts).value();
    ASSERT_EQ(one.stages.size(), two.stages.size());
    for (std::size_t i = 0; i < one.stages.size(); ++i) {
      EXPECT_EQ(one.stages[i].name, two.stages[i].name);
      EXPECT_EQ(one.stages[i].inputs, two.stages[i].inputs);
    }
    EXPECT_EQ(one.output, two.output);
    split += layers.size() > 1;
  }
  EXPECT_GT(split, 5);
}

TEST(Structure, RegionsThatLeaveALayerOutAreOurMistake) {
  const net::IntGraph graph = some_graph();
  Regions regions = stream_regions(graph, {});
  regions.front().layers.pop_back();
  EXPECT_THROW(static_cast<void>(make_structure(graph, regions)), InternalError);
}

TEST(Structure, RefusesAnIllegalFoldingWithTheLegalOnes) {
  const net::IntGraph graph = some_graph();
  StreamPlan decisions;
  decisions.layers[layers_of(graph).front().name].pe = 1009;
  const auto refused = make_structure(graph, decisions);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(diag::kImpossible));
}

}  // namespace
}  // namespace knap::map
