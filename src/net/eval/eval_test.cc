#include "net/eval/eval.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::net {
namespace {

IntGraph identity_graph() {
  IntGraph graph;
  graph.add_output("y", graph.add("x", integer::Input{{2, 1}, {true, 4, 0}}));
  return graph;
}

TEST(Eval, InputsMustHaveTheDeclaredShapeAndFormat) {
  const IntGraph graph = identity_graph();
  EXPECT_TRUE(evaluate(graph, {IntTensor({2, 1}, {-8, 7})}).ok());
  for (const std::vector<IntTensor>& bad : std::vector<std::vector<IntTensor>>{
           {}, {IntTensor(Shape{2}, {0, 0})}, {IntTensor({2, 1}, {8, 0})}, {IntTensor({2, 1}, {0, -9})}}) {
    const Result<std::vector<IntTensor>> result = evaluate(graph, bad);
    ASSERT_FALSE(result.ok());
    EXPECT_TRUE(result.error().is(diag::kBadData));
  }
}

TEST(Eval, OutputsComeInTheirOrder) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{2}, {true, 4, 0}});
  const NodeId y = graph.add("y", integer::Add{1, 0}, {x, x});
  graph.add_output("sum", y);
  graph.add_output("raw", x);
  const Result<std::vector<IntTensor>> values = evaluate(graph, {IntTensor({2}, {1, -3})});
  ASSERT_TRUE(values.ok());
  EXPECT_EQ(values->at(0).data, (std::vector<std::int64_t>{3, -9}));
  EXPECT_EQ(values->at(1).data, (std::vector<std::int64_t>{1, -3}));
  EXPECT_EQ(evaluate_all(graph, {IntTensor({2}, {1, -3})})->size(), 2u);
}

TEST(Eval, ARealGraphWithoutWeightsIsRefusedByName) {
  Graph graph;
  const NodeId x = graph.add("x", Input{{2}, {true, 8, 0}});
  graph.add_output("y", graph.add("first", Dense{}, {x}));
  const Result<std::vector<RealTensor>> values = evaluate_all(graph, {RealTensor({2}, {0, 0})});
  ASSERT_FALSE(values.ok());
  EXPECT_EQ(values.error().first().where, "first");
}

}  // namespace
}  // namespace knap::net
