#include <gtest/gtest.h>

#include "net/eval/eval.h"

namespace knap::net {
namespace {

std::vector<std::int64_t> run(const IntOp& op, const IntTensor& x) {
  IntGraph graph;
  const NodeId input = graph.add("x", integer::Input{x.shape, {true, 8, 0}});
  graph.add_output("y", graph.add("pool", op, {input}));
  return evaluate(graph, {x})->at(0).data;
}

std::vector<double> run_real(const RealOp& op, const RealTensor& x) {
  Graph graph;
  const NodeId input = graph.add("x", Input{x.shape, {true, 8, 0}});
  graph.add_output("y", graph.add("pool", op, {input}));
  return evaluate_all(graph, {x})->at(1).data;
}

const Window kPadded{{{3, 2, 1, 1, 1}}};

TEST(PoolEval, PaddingTakesNoPartInTheMaximum) {
  const IntTensor x({4, 1}, {-5, -3, -9, -2});
  EXPECT_EQ(run(integer::MaxPool{kPadded}, x), (std::vector<std::int64_t>{-3, -2}));
  EXPECT_EQ(run_real(MaxPool{kPadded}, RealTensor({4, 1}, {-5, -3, -9, -2})), (std::vector<double>{-3, -2}));
}

TEST(PoolEval, SumsAndAverages) {
  const IntTensor x({4, 2}, {1, 10, 2, 20, 3, 30, 4, 40});
  EXPECT_EQ(run(integer::SumPool{kPadded}, x), (std::vector<std::int64_t>{3, 30, 9, 90}));
  EXPECT_EQ(run(integer::GlobalSumPool{}, x), (std::vector<std::int64_t>{10, 100}));
  const RealTensor r({4, 1}, {1, 2, 3, 4});
  EXPECT_EQ(run_real(AvgPool{kPadded, true}, r), (std::vector<double>{1, 3}));
  EXPECT_EQ(run_real(AvgPool{kPadded, false}, r), (std::vector<double>{1.5, 3}));
  EXPECT_EQ(run_real(GlobalAvgPool{}, r), (std::vector<double>{2.5}));
}

}  // namespace
}  // namespace knap::net
