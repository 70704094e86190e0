#include "net/ir/verify.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::net {
namespace {

IntTensorPtr ints(Shape shape, std::int64_t fill) {
  IntTensor tensor(std::move(shape));
  for (std::int64_t& code : tensor.data) code = fill;
  return std::make_shared<const IntTensor>(std::move(tensor));
}

TEST(Verify, AGraphNeedsInputAndOutput) {
  Graph graph;
  const Result<void> empty = verify(graph);
  ASSERT_FALSE(empty.ok());
  EXPECT_EQ(empty.error().diagnostics().size(), 2u);
  graph.add_output("y", graph.add("x", Input{{3}, {}}));
  EXPECT_TRUE(verify(graph).ok());
}

TEST(Verify, AllDiagnosticsComeAtOnce) {
  Graph graph;
  const NodeId x = graph.add("x", Input{{3}, {}});
  graph.add_output("y", x);
  graph.add_output("y", x);
  graph.add_output("not a name", x);
  const Result<void> result = verify(graph);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().diagnostics().size(), 2u);
  EXPECT_TRUE(result.error().is(diag::kBadModel));
}

TEST(Verify, NamesAreLettersDigitsUnderscoresAndDots) {
  for (const char* good : {"a", "_x", "conv1.bn", "A9_.b", "block/dw", "a/_b/c1.norm"})
    EXPECT_TRUE(is_legal_name(good)) << good;
  for (const char* bad : {"", "1a", ".a", "a b", "a-b", "\xc3\xa4", "/a", "a/", "a//b", "a/1b", "a/.b", "/"})
    EXPECT_FALSE(is_legal_name(bad)) << bad;
  EXPECT_FALSE(is_legal_name(std::string(201, 'a')));
}

TEST(Verify, IntervalsRefuseValuesBeyond62Bits) {
  IntGraph graph;
  NodeId x = graph.add("x", integer::Input{{4}, {true, 32, 0}});
  graph.add_output("y", x);
  EXPECT_TRUE(intervals(graph).ok());
  x = graph.add("a", integer::MatVec{ints({4, 4}, (1 << 27) - 1), ints({4}, 0), 28}, {x});
  ASSERT_TRUE(intervals(graph).ok());
  EXPECT_EQ(intervals(graph)->at(1).high, 4 * ((std::int64_t{1} << 27) - 1) * ((std::int64_t{1} << 31) - 1));
  graph.add("b", integer::Add{3, 0}, {x, x});
  const Result<std::vector<Interval>> result = intervals(graph);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().first().where, "b");
  EXPECT_FALSE(verify(graph).ok());
}

TEST(Verify, NodeCostsAreZeroWhereThereAreNoWeights) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{4}, {true, 8, 0}});
  graph.add("y", integer::MatVec{ints({2, 4}, 1), ints({2}, 0), 8}, {x});
  const std::vector<NodeCost> costs = node_costs(graph);
  EXPECT_EQ(costs[0].macs, 0);
  EXPECT_EQ(costs[1].macs, 8);
}

TEST(Verify, ConvolutionsAreNamedByTheirKind) {
  integer::Conv conv;
  conv.window = Window{{{3, 1, 0, 0, 1}}};
  EXPECT_EQ(op_name(IntOp{conv}, {9, 4}), "conv");
  conv.groups = 4;
  EXPECT_EQ(op_name(IntOp{conv}, {9, 4}), "depthwise");
  conv.groups = 2;
  EXPECT_EQ(op_name(IntOp{conv}, {9, 4}), "conv");
  conv.groups = 1;
  conv.window.axes[0].kernel = 1;
  EXPECT_EQ(op_name(IntOp{conv}, {9, 4}), "pointwise");
  EXPECT_EQ(op_name(IntOp{integer::MatVec{}}, {4}), "dense");
}

}  // namespace
}  // namespace knap::net
