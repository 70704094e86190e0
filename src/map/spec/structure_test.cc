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
    const Structure structure = make_structure(graph, {}).value();
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

TEST(Structure, RefusesAnIllegalFoldingWithTheLegalOnes) {
  const net::IntGraph graph = some_graph();
  Decisions decisions;
  decisions.layers[layers_of(graph).front().name].pe = 1009;
  const auto refused = make_structure(graph, decisions);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(diag::kImpossible));
}

}  // namespace
}  // namespace knap::map
