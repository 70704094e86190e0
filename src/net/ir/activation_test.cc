#include <gtest/gtest.h>

#include <limits>

#include "net/ir/operators.h"

namespace knap::net {
namespace {

const std::string kActivationNode = "node";

Result<Shape> infer_on(const RealOp& op, const Shape& operand) {
  return infer_shape(op, std::vector<Shape>{operand}, kActivationNode);
}

TEST(ActivationIr, ElementwiseOperatorsKeepTheShape) {
  const Shape shape{5, 3};
  for (const RealOp& op :
       {RealOp{Relu{}}, RealOp{Relu6{}}, RealOp{Clip{}}, RealOp{HardSwish{}}, RealOp{HardSigmoid{}},
        RealOp{Sigmoid{}}, RealOp{Quantize{}}, RealOp{BatchNorm{}}}) {
    EXPECT_EQ(*infer_on(op, shape), shape) << op_name(op);
    EXPECT_FALSE(infer_shape(op, std::vector<Shape>{shape, shape}, kActivationNode).ok()) << op_name(op);
  }
}

TEST(ActivationIr, QuantizeRefusesImpossibleFormats) {
  EXPECT_FALSE(infer_on(Quantize{Fixed{true, 0, 0}}, {3}).ok());
  EXPECT_FALSE(infer_on(Quantize{Fixed{true, 33, 0}}, {3}).ok());
  EXPECT_FALSE(infer_on(Quantize{Fixed{true, 8, 65}}, {3}).ok());
  EXPECT_TRUE(infer_on(Quantize{Fixed{true, 8, -8}}, {3}).ok());
}

TEST(ActivationIr, BatchNormWantsOneParameterPerChannel) {
  BatchNorm norm;
  norm.gamma = std::make_shared<const RealTensor>(Shape{3});
  EXPECT_TRUE(infer_on(norm, {7, 3}).ok());
  EXPECT_FALSE(infer_on(norm, {7, 4}).ok());
}

TEST(ActivationIr, ClipRefusesCrossedAndInfiniteBounds) {
  EXPECT_FALSE(infer_on(Clip{1, 0}, {3}).ok());
  EXPECT_FALSE(infer_on(Clip{0, std::numeric_limits<double>::infinity()}, {3}).ok());
}

TEST(ActivationIr, StepsWantOneFunctionOrOnePerChannelAndTheirDomain) {
  const StepFunction f{{0}, {0, 1}};
  const auto steps = [&](std::size_t n) {
    return integer::Steps{
        std::make_shared<const knap::Steps>(knap::Steps::make({-8, 7}, std::vector<StepFunction>(n, f)))};
  };
  const std::vector<Shape> shapes{Shape{4, 3}};
  EXPECT_TRUE(infer_shape(IntOp{steps(1)}, shapes, kActivationNode).ok());
  EXPECT_TRUE(infer_shape(IntOp{steps(3)}, shapes, kActivationNode).ok());
  EXPECT_FALSE(infer_shape(IntOp{steps(2)}, shapes, kActivationNode).ok());
  EXPECT_FALSE(infer_shape(IntOp{integer::Steps{}}, shapes, kActivationNode).ok());

  const std::vector<Interval> inside{{-8, 7}}, outside{{-9, 7}};
  const Result<WideInterval> range = integer::range(steps(1), {inside, shapes, shapes[0], kActivationNode});
  ASSERT_TRUE(range.ok());
  EXPECT_TRUE(range->low == 0 && range->high == 1);
  EXPECT_FALSE(integer::range(steps(1), {outside, shapes, shapes[0], kActivationNode}).ok());
}

}  // namespace
}  // namespace knap::net
