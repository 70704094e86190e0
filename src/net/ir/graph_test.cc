#include "net/ir/graph.h"

#include <gtest/gtest.h>

#include "net/ir/verify.h"

namespace knap::net {
namespace {

TEST(Graph, AddInfersShapesAndFindsByName) {
  Graph graph;
  const NodeId samples = graph.add("samples", Input{{4, 2}, {}});
  const NodeId flat = graph.add("flat", Flatten{}, {samples});
  EXPECT_EQ(graph[flat].shape, Shape{8});
  EXPECT_EQ(graph.find("flat"), flat);
  EXPECT_FALSE(graph.find("nothing"));
  EXPECT_EQ(graph.inputs(), std::vector<NodeId>{samples});
}

TEST(Graph, AUserThatReadsTwiceAppearsTwice) {
  Graph graph;
  const NodeId samples = graph.add("samples", Input{{4}, {}});
  const NodeId sum = graph.add("sum", Add{}, {samples, samples});
  EXPECT_EQ(graph.users(samples), (std::vector<NodeId>{sum, sum}));
}

TEST(Graph, AddRefusesWhatVerifyWould) {
  Graph graph;
  graph.add("samples", Input{{4}, {}});
  EXPECT_THROW(graph.add("samples", Input{{4}, {}}), InternalError);
  EXPECT_THROW(graph.add("9x", Input{{4}, {}}), InternalError);
  EXPECT_THROW(graph.add("relu", Relu{}, {NodeId{7}}), InternalError);
}

TEST(Graph, ReplaceKeepsTheShape) {
  Graph graph;
  const NodeId samples = graph.add("samples", Input{{4, 2}, {}});
  const NodeId node = graph.add("activation", Relu{}, {samples});
  graph.replace(node, Sigmoid{});
  EXPECT_TRUE(std::holds_alternative<Sigmoid>(graph[node].op));
  EXPECT_THROW(graph.replace(node, Flatten{}), InternalError);
}

}  // namespace
}  // namespace knap::net
