#include "net/ir/scale.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

RealTensorPtr reals(Shape shape, std::vector<double> data) {
  return std::make_shared<const RealTensor>(std::move(shape), std::move(data));
}

TEST(Scale, WeightsSaturateSymmetricallyAndRoundHalfToEven) {
  WeightFormat format;
  format.width_bits = 4;
  format.fraction_bits = {2};
  const IntTensor codes = weight_codes(*reals({1, 5}, {-9, 9, 0.125, 0.375, -0.125}), format);
  EXPECT_EQ(codes.data, (std::vector<std::int64_t>{-7, 7, 0, 2, 0}));
}

TEST(Scale, PerChannelFormatsApplyToTheFirstAxis) {
  WeightFormat format;
  format.granularity = Granularity::Axis;
  format.fraction_bits = {0, 3};
  const IntTensor codes = weight_codes(*reals({2, 2}, {1, 2, 1, 2}), format);
  EXPECT_EQ(codes.data, (std::vector<std::int64_t>{1, 2, 8, 16}));
  const IntTensor bias = bias_codes(reals({2}, {1, 1}), 2, format, Scale{{4}, 1});
  EXPECT_EQ(bias.data, (std::vector<std::int64_t>{16, 128}));
  EXPECT_EQ(bias_codes(nullptr, 2, format, Scale{{4}, 1}).data, (std::vector<std::int64_t>{0, 0}));
}

TEST(Scale, BiasesSaturateAtTheirWidth) {
  WeightFormat format;
  format.fraction_bits = {4};
  format.bias_width_bits = 6;
  EXPECT_EQ(bias_codes(reals({1}, {100}), 1, format, Scale{}).data, std::vector<std::int64_t>{31});
  EXPECT_EQ(bias_codes(reals({1}, {-100}), 1, format, Scale{}).data, std::vector<std::int64_t>{-32});
}

TEST(Scale, FollowsTheGraph) {
  Graph graph;
  Dense dense;
  dense.units = 2;
  dense.format.fraction_bits = {5};
  const NodeId x = graph.add("x", Input{{6, 2}, {true, 16, 3}});
  const NodeId mean = graph.add("mean", AvgPool{Window{{{6, 1, 0, 0, 1}}}, true}, {x});
  const NodeId quantized = graph.add("quantized", Quantize{Fixed{true, 8, -2}}, {mean});
  const NodeId flat = graph.add("flat", Flatten{}, {quantized});
  const NodeId sums = graph.add("sums", dense, {flat});
  const NodeId relu = graph.add("relu", Relu{}, {sums});
  const auto found = scales(graph);
  EXPECT_EQ(found[x.index], (Scale{{3}, 1}));
  EXPECT_EQ(found[mean.index], (Scale{{4}, 3}));
  EXPECT_EQ(found[quantized.index], (Scale{{-2}, 1}));
  EXPECT_EQ(found[sums.index], (Scale{{3}, 1}));
  EXPECT_FALSE(found[relu.index]);
}

TEST(Scale, ADivisorThatDependsOnThePositionHasNoScale) {
  Graph graph;
  const NodeId x = graph.add("x", Input{{6, 2}, {true, 16, 3}});
  const NodeId mean = graph.add("mean", AvgPool{Window{{{3, 1, 1, 1, 1}}}, false}, {x});
  EXPECT_FALSE(scales(graph)[mean.index]);
}

TEST(Scale, BatchNormIsOneAffineFunction) {
  BatchNorm norm;
  norm.epsilon = 0;
  norm.gamma = reals({1}, {3});
  norm.beta = reals({1}, {1});
  norm.mean = reals({1}, {2});
  norm.variance = reals({1}, {4});
  EXPECT_EQ(batch_norm_affine(norm, 0).scale, 1.5);
  EXPECT_EQ(batch_norm_affine(norm, 0).offset, -2);
}

TEST(Scale, AnAffineFunctionEntersWeightsAndBiasOfItsOutput) {
  std::vector<double> weights{1, 2, 3, 4}, bias{5, 6};
  fold_affine(std::vector<BatchNormAffine>{{2, 1}, {-1, 0.5}}, weights, bias);
  EXPECT_EQ(weights, (std::vector<double>{2, 4, -3, -4}));
  EXPECT_EQ(bias, (std::vector<double>{11, -5.5}));
}

}  // namespace
}  // namespace knap::net
