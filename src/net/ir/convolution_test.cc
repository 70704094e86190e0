#include <gtest/gtest.h>

#include "net/ir/operators.h"

namespace knap::net {
namespace {

const std::string kConvolutionNode = "node";

Window window(std::vector<WindowAxis> axes) { return Window{std::move(axes)}; }

integer::Conv conv(Shape weights, Window w, std::int64_t groups, std::int64_t fill) {
  integer::Conv op;
  const std::int64_t filters = weights[0];
  IntTensor tensor(std::move(weights));
  for (std::int64_t& code : tensor.data) code = fill;
  op.weights = std::make_shared<const IntTensor>(std::move(tensor));
  op.bias = std::make_shared<const IntTensor>(Shape{filters});
  op.window = std::move(w);
  op.groups = groups;
  return op;
}

TEST(ConvolutionIr, ShapesFollowStridePaddingAndDilation) {
  Conv op;
  op.filters = 8;
  op.window = window({{3, 2, 1, 1, 1}, {5, 1, 2, 2, 1}});
  EXPECT_EQ(*infer_shape(RealOp{op}, std::vector<Shape>{{9, 7, 4}}, kConvolutionNode), (Shape{5, 7, 8}));
  op.window = window({{3, 1, 0, 0, 4}});
  EXPECT_EQ(*infer_shape(RealOp{op}, std::vector<Shape>{{10, 4}}, kConvolutionNode), (Shape{2, 8}));
}

TEST(ConvolutionIr, RefusesWhatDoesNotFit) {
  Conv op;
  op.filters = 8;
  const auto is_ok = [&](const Shape& operand) {
    return infer_shape(RealOp{op}, std::vector<Shape>{operand}, kConvolutionNode).ok();
  };
  op.window = window({{3, 1, 0, 0, 1}});
  EXPECT_TRUE(is_ok({3, 4}));
  EXPECT_FALSE(is_ok({2, 4})) << "the window is longer than the input";
  EXPECT_FALSE(is_ok({3, 3, 4})) << "one axis for two dimensions";
  EXPECT_FALSE(is_ok({3})) << "no spatial axis";
  op.groups = 3;
  EXPECT_FALSE(is_ok({3, 4})) << "4 channels in 3 groups";
  op.groups = 1;
  op.window = window({{3, 0, 0, 0, 1}});
  EXPECT_FALSE(is_ok({3, 4})) << "stride 0";
  op.window = window({{3, 1, 3, 0, 1}});
  EXPECT_FALSE(is_ok({3, 4})) << "a window that lies wholly in the padding";
  op.window = window({{2, 1, 1, 3, 3}});
  EXPECT_FALSE(is_ok({1, 4})) << "dilated taps on both sides of the input";
}

TEST(ConvolutionIr, WeightsAreFiltersTapsChannelsPerGroup) {
  const std::vector<Shape> operand{{9, 4}};
  EXPECT_TRUE(
      infer_shape(IntOp{conv({6, 3, 2}, window({{3, 1, 0, 0, 1}}), 2, 1)}, operand, kConvolutionNode).ok());
  EXPECT_FALSE(
      infer_shape(IntOp{conv({6, 3, 4}, window({{3, 1, 0, 0, 1}}), 2, 1)}, operand, kConvolutionNode).ok());
  EXPECT_FALSE(
      infer_shape(IntOp{conv({6, 3, 2}, window({{3, 1, 0, 0, 1}}), 2, 200)}, operand, kConvolutionNode).ok());
}

TEST(ConvolutionIr, PaddingJoinsTheIntervalOnlyWhereThereIsPadding) {
  const std::vector<Shape> operand{{9, 1}};
  const std::vector<Interval> x{{5, 7}};
  const auto low = [&](std::int64_t pad) {
    return static_cast<std::int64_t>(integer::range(conv({1, 3, 1}, window({{3, 1, pad, 0, 1}}), 1, 2),
                                                    {x, operand, operand[0], kConvolutionNode})
                                         ->low);
  };
  EXPECT_EQ(low(0), 30);
  EXPECT_EQ(low(1), 0);
}

TEST(ConvolutionIr, CostCountsPaddedTaps) {
  const NodeCost cost = integer::cost(conv({4, 3, 1}, window({{3, 1, 1, 1, 1}}), 4, 1), Shape{9, 4});
  EXPECT_EQ(cost.macs, 9 * 12);
  EXPECT_EQ(cost.weights, 12) << "a bias of zeros is none";
  EXPECT_EQ(cost.nonzero_weights, 12);
  EXPECT_EQ(cost.weight_bits, 96);
}

}  // namespace
}  // namespace knap::net
