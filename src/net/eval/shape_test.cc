#include <gtest/gtest.h>

#include "net/eval/eval.h"

namespace knap::net {
namespace {

TEST(ShapeEval, FlattenOfANonSquareTensorKeepsTheStreamsOrder) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{2, 3, 2}, {true, 8, 0}});
  graph.add_output("y", graph.add("flat", integer::Reshape{{12}}, {x}));
  IntTensor samples({2, 3, 2});
  for (std::int64_t h = 0; h < 2; ++h)
    for (std::int64_t w = 0; w < 3; ++w)
      for (std::int64_t c = 0; c < 2; ++c) samples[(h * 3 + w) * 2 + c] = 100 * h + 10 * w + c;
  const std::vector<IntTensor> y = *evaluate(graph, {samples});
  EXPECT_EQ(y[0].data, (std::vector<std::int64_t>{0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121}));
}

TEST(ShapeEval, ConcatInterleavesChannelsOfEachPlace) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{2, 1}, {true, 8, 0}});
  const NodeId y = graph.add("y", integer::Input{{2, 2}, {true, 8, 0}});
  graph.add_output("z", graph.add("z", integer::Concat{}, {x, y}));
  EXPECT_EQ(evaluate(graph, {IntTensor({2, 1}, {1, 2}), IntTensor({2, 2}, {3, 4, 5, 6})})->at(0).data,
            (std::vector<std::int64_t>{1, 3, 4, 2, 5, 6}));
}

TEST(ShapeEval, ArgMaxTakesTheLowestIndexOfEquals) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{4}, {true, 8, 0}});
  graph.add_output("class", graph.add("class", integer::ArgMax{}, {x}));
  EXPECT_EQ(evaluate(graph, {IntTensor({4}, {1, 5, 5, 2})})->at(0)[0], 1);
}

TEST(ShapeEval, AddShiftsBothSides) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{2}, {true, 8, 0}});
  graph.add_output("y", graph.add("sum", integer::Add{3, 1}, {x, x}));
  EXPECT_EQ(evaluate(graph, {IntTensor({2}, {1, -2})})->at(0).data, (std::vector<std::int64_t>{10, -20}));
}

}  // namespace
}  // namespace knap::net
