#include <gtest/gtest.h>

#include "net/ir/operators.h"

namespace knap::net {
namespace {

const std::string kLinearNode = "node";

integer::MatVec mat_vec(std::int64_t outputs, std::int64_t inputs, std::vector<std::int64_t> weights,
                        std::vector<std::int64_t> bias) {
  return {std::make_shared<const IntTensor>(Shape{outputs, inputs}, std::move(weights)),
          std::make_shared<const IntTensor>(Shape{outputs}, std::move(bias)), 8};
}

TEST(LinearIr, DenseWantsAFlatOperandAndFittingTensors) {
  Dense op;
  op.units = 4;
  EXPECT_EQ(*infer_shape(RealOp{op}, std::vector<Shape>{{6}}, kLinearNode), Shape{4});
  EXPECT_FALSE(infer_shape(RealOp{op}, std::vector<Shape>{{2, 3}}, kLinearNode).ok());
  op.weights = std::make_shared<const RealTensor>(Shape{4, 5});
  EXPECT_FALSE(infer_shape(RealOp{op}, std::vector<Shape>{{6}}, kLinearNode).ok());
  op.weights = std::make_shared<const RealTensor>(Shape{4, 6});
  op.bias = std::make_shared<const RealTensor>(Shape{3});
  EXPECT_FALSE(infer_shape(RealOp{op}, std::vector<Shape>{{6}}, kLinearNode).ok());
}

TEST(LinearIr, DenseWantsOneWeightScalePerGranule) {
  Dense op;
  op.units = 3;
  op.format.granularity = Granularity::Axis;
  op.format.fraction_bits = {1, 2, 3};
  EXPECT_TRUE(infer_shape(RealOp{op}, std::vector<Shape>{{6}}, kLinearNode).ok());
  op.format.fraction_bits = {1};
  EXPECT_FALSE(infer_shape(RealOp{op}, std::vector<Shape>{{6}}, kLinearNode).ok());
  op.format.granularity = Granularity::Element;
  EXPECT_FALSE(infer_shape(RealOp{op}, std::vector<Shape>{{6}}, kLinearNode).ok());
}

TEST(LinearIr, MatVecRefusesWeightsOutsideTheirWidth) {
  EXPECT_TRUE(infer_shape(IntOp{mat_vec(1, 2, {127, -128}, {0})}, std::vector<Shape>{{2}}, kLinearNode).ok());
  EXPECT_FALSE(infer_shape(IntOp{mat_vec(1, 2, {128, 0}, {0})}, std::vector<Shape>{{2}}, kLinearNode).ok());
  integer::MatVec no_bias = mat_vec(1, 2, {1, 1}, {0});
  no_bias.bias = nullptr;
  EXPECT_FALSE(infer_shape(IntOp{no_bias}, std::vector<Shape>{{2}}, kLinearNode).ok());
}

TEST(LinearIr, MatVecIntervalIsReachedAtBothEnds) {
  const integer::MatVec op = mat_vec(2, 2, {3, -2, 1, 1}, {10, 0});
  const std::vector<Shape> shapes{{2}};
  const std::vector<Interval> x{{-1, 4}};
  const Result<WideInterval> range = integer::range(op, {x, shapes, shapes[0], kLinearNode});
  ASSERT_TRUE(range.ok());
  EXPECT_EQ(static_cast<std::int64_t>(range->low), -2);   // second row: -1 - 1; first: 10 - 3 - 8 = -1
  EXPECT_EQ(static_cast<std::int64_t>(range->high), 24);  // first row: 10 + 12 + 2
}

TEST(LinearIr, CostCountsBiasesAsWeightsButNotAsWeightBits) {
  const NodeCost cost = integer::cost(mat_vec(2, 2, {3, 0, 1, 1}, {10, 0}), Shape{2});
  EXPECT_EQ(cost.macs, 4);
  EXPECT_EQ(cost.weights, 6);
  EXPECT_EQ(cost.nonzero_weights, 4);
  EXPECT_EQ(cost.weight_bits, 32);
}

}  // namespace
}  // namespace knap::net
