#include "net/passes/remove_channels.h"

#include <gtest/gtest.h>

#include "net/eval/eval.h"
#include "net/ir/prune.h"
#include "net/ir/verify.h"

namespace knap::net {
namespace {

namespace op = integer;

IntTensorPtr tensor(Shape shape, std::vector<std::int64_t> data) {
  return std::make_shared<const IntTensor>(std::move(shape), std::move(data));
}

/// x (3) -> hidden (3) -> y (2); output 1 of hidden is pruned, nobody reads output 2.
IntGraph dense_graph() {
  IntGraph graph;
  const NodeId x = graph.add("x", op::Input{{3}, {true, 8, 0}}, {});
  const NodeId hidden =
      graph.add("hidden",
                op::MatVec{tensor({3, 3}, {1, 2, 3, 0, 0, 0, 4, 5, 6}), tensor({3}, {10, -7, 20}), 8,
                           tensor({3, 3}, {1, 1, 1, 0, 0, 0, 1, 1, 1})},
                {x});
  graph.add_output("y", graph.add("y",
                                  op::MatVec{tensor({2, 3}, {1, 3, 0, -2, 5, 0}), tensor({2}, {1, 2}), 8,
                                             tensor({2, 3}, {1, 1, 0, 1, 1, 0})},
                                  {hidden}));
  return graph;
}

TEST(RemoveChannels, ConstantsGoIntoTheBiasAndWhatNobodyReadsGoes) {
  const IntGraph graph = dense_graph();
  ASSERT_TRUE(verify(graph).ok());
  const IntGraph small = remove_channels(graph);
  ASSERT_TRUE(verify(small).ok()) << to_string(verify(small).error());
  const auto& hidden = std::get<op::MatVec>(small[*small.find("hidden")].op);
  EXPECT_EQ(hidden.weights->data, (std::vector<std::int64_t>{1, 2, 3}));
  const auto& y = std::get<op::MatVec>(small[*small.find("y")].op);
  EXPECT_EQ(y.weights->data, (std::vector<std::int64_t>{1, -2}));
  EXPECT_EQ(y.bias->data, (std::vector<std::int64_t>{1 - 21, 2 - 35}));
  const IntTensor in(Shape{3}, {5, -6, 7});
  EXPECT_EQ(evaluate(graph, {in}).value(), evaluate(small, {in}).value());
}

TEST(RemoveChannels, WithoutMasksNothingChanges) {
  IntGraph graph;
  const NodeId x = graph.add("x", op::Input{{2}, {true, 8, 0}}, {});
  const NodeId hidden =
      graph.add("hidden", op::MatVec{tensor({2, 2}, {0, 0, 1, 1}), tensor({2}, {3, 0}), 8}, {x});
  graph.add_output("y", graph.add("y", op::MatVec{tensor({1, 2}, {0, 0}), tensor({1}, {0}), 8}, {hidden}));
  EXPECT_EQ(remove_channels(graph), graph);  // zeros may be others after the next training
}

/// A convolution whose windows reach into the padding reads another number there.
TEST(RemoveChannels, AConstantBehindPaddingStays) {
  for (const std::int64_t constant : {0, 9}) {
    IntGraph graph;
    const NodeId x = graph.add("x", op::Input{{4, 1}, {true, 8, 0}}, {});
    const NodeId first = graph.add("first",
                                   op::Conv{tensor({2, 1, 1}, {1, 0}), tensor({2}, {0, constant}),
                                            Window{{{1, 1, 0, 0, 1}}}, 1, 0, 8, tensor({2, 1, 1}, {1, 0})},
                                   {x});
    const NodeId second = graph.add(
        "second",
        op::Conv{tensor({1, 3, 2}, {1, 1, 1, 1, 1, 1}), tensor({1}, {0}), Window{{{3, 1, 1, 1, 1}}}, 1, 0, 8},
        {first});
    graph.add_output("y", second);
    const IntGraph small = remove_channels(graph);
    EXPECT_EQ(small[*small.find("first")].shape.channels(), constant == 0 ? 1 : 2);
    const IntTensor in(Shape{4, 1}, {5, -6, 7, 1});
    EXPECT_EQ(evaluate(graph, {in}).value(), evaluate(small, {in}).value());
  }
}

}  // namespace
}  // namespace knap::net
