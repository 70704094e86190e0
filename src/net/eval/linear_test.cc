#include <gtest/gtest.h>

#include "net/eval/eval.h"

namespace knap::net {
namespace {

RealTensorPtr reals(Shape shape, std::vector<double> data) {
  return std::make_shared<const RealTensor>(std::move(shape), std::move(data));
}

Graph dense_graph(Dense dense, Fixed input) {
  Graph graph;
  const NodeId x = graph.add("x", Input{{2}, input});
  graph.add_output("y", graph.add("dense", std::move(dense), {x}));
  return graph;
}

TEST(LinearEval, FloatWeightsStayAsTheyAre) {
  Dense dense;
  dense.format.width_bits = 0;
  dense.weights = reals({1, 2}, {0.3, -0.7});
  dense.bias = reals({1}, {0.05});
  const auto values = evaluate_all(dense_graph(dense, {true, 8, 0}), {RealTensor({2}, {1, 2})});
  EXPECT_DOUBLE_EQ((*values)[1][0], 0.05 + 0.3 - 1.4);
}

TEST(LinearEval, QuantisedWeightsAndBiasesAreRoundedToTheirScales) {
  Dense dense;
  dense.format.fraction_bits = {1};
  dense.weights = reals({1, 2}, {0.3, -0.7});
  dense.bias = reals({1}, {0.05});
  const auto values = evaluate_all(dense_graph(dense, {true, 8, 2}), {RealTensor({2}, {1, 2})});
  EXPECT_DOUBLE_EQ((*values)[1][0], 0 + 0.5 - 1.0);  // 0.3 -> 0.5, -0.7 -> -0.5, 0.05 -> 0 at 3 fraction bits
}

TEST(LinearEval, SumsBeyond53BitsAreRefused) {
  Dense dense;
  dense.format.width_bits = 32;
  dense.format.fraction_bits = {0};
  dense.weights = reals({1, 2}, {2147483647.0, 2147483647.0});
  dense.bias = reals({1}, {0});
  EXPECT_TRUE(evaluate_all(dense_graph(dense, {true, 32, 0}), {RealTensor({2}, {1000, 1000})}).ok());
  EXPECT_FALSE(evaluate_all(dense_graph(dense, {true, 32, 0}), {RealTensor({2}, {2147483647.0, 1})}).ok());
}

TEST(LinearEval, MatVec) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{3}, {true, 8, 0}});
  const auto ints = [](Shape shape, std::vector<std::int64_t> data) {
    return std::make_shared<const IntTensor>(std::move(shape), std::move(data));
  };
  graph.add_output(
      "y",
      graph.add("m", integer::MatVec{ints({2, 3}, {1, 2, 3, -1, 0, 1}), ints({2}, {100, -100}), 8}, {x}));
  EXPECT_EQ(evaluate(graph, {IntTensor({3}, {1, 10, -100})})->at(0).data,
            (std::vector<std::int64_t>{-179, -201}));
}

}  // namespace
}  // namespace knap::net
