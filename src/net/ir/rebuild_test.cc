#include "net/ir/rebuild.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::net {
namespace {

/// x -> block/relu -> block/relu_ , the sum of both is the output "y".
Graph sample() {
  Graph graph;
  graph.name = "sample";
  const NodeId x = graph.add("x", Input{{4, 2}, {}});
  const NodeId first = graph.add("block/relu", Relu{}, {x});
  const NodeId second = graph.add("block/relu_", Relu6{}, {first});
  graph.add_output("y", graph.add("sum", Add{}, {first, second}));
  return graph;
}

using Same = Rebuilt<RealOp>;

TEST(Rebuild, CopiesAreEqual) {
  const Graph graph = sample();
  EXPECT_EQ(rebuild(graph, [](Same& out, NodeId id) { out.copy(id); }), graph);
}

TEST(Rebuild, ReadersFollowWhatStandsForANode) {
  const Graph graph = sample();
  const Graph without = rebuild(graph, [&](Same& out, NodeId id) {
    if (graph[id].name == "block/relu_")
      out.alias(id, out[graph[id].inputs[0]]);
    else
      out.copy(id);
  });
  EXPECT_EQ(without.size(), 3u);
  EXPECT_EQ(without[*without.find("sum")].inputs, (std::vector<NodeId>{NodeId{1}, NodeId{1}}));
  EXPECT_EQ(without.outputs(), (std::vector<GraphOutput>{{"y", NodeId{2}}}));
}

TEST(Rebuild, ANewNameTakesNoneThatIsToCome) {
  const Graph graph = sample();
  const Graph more = rebuild(graph, [&](Same& out, NodeId id) {
    if (graph[id].name != "block/relu") return void(out.copy(id));
    const NodeId before = out.add(out.fresh_name("block/relu"), Clip{}, out.inputs_of(id));
    out.put(id, graph[id].op, {before});
  });
  EXPECT_EQ(more.nodes()[1].name, "block/relu__");
  EXPECT_TRUE(more.find("block/relu"));
  EXPECT_TRUE(more.find("block/relu_"));
}

TEST(Rebuild, ANodeThatNobodyReadsMayBeDropped) {
  Graph graph = sample();
  graph.add("loose", Relu{}, {NodeId{0}});
  EXPECT_EQ(rebuild(graph,
                    [&](Same& out, NodeId id) {
                      if (graph[id].name != "loose") out.copy(id);
                    }),
            sample());
  EXPECT_THROW(rebuild(graph,
                       [&](Same& out, NodeId id) {
                         if (graph[id].name != "sum") out.copy(id);
                       }),
               InternalError);
}

TEST(Rebuild, AnErrorEndsTheWork) {
  const Graph graph = sample();
  int calls = 0;
  const Result<IntGraph> refused =
      rebuild_as<IntOp>(graph, [&](Rebuilt<RealOp, IntOp>& out, NodeId id) -> Result<void> {
        ++calls;
        if (id.index > 0) return Error(diag::kBadModel, graph[id].name, "has no integer form");
        out.put(id, integer::Input{{4, 2}, {}});
        return {};
      });
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().first().where, "block/relu");
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace knap::net
