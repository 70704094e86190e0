#include "net/passes/to_integer.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "net/eval/eval.h"

namespace knap::net {
namespace {

RealTensorPtr reals(Shape shape, std::vector<double> data) {
  return std::make_shared<const RealTensor>(std::move(shape), std::move(data));
}

Dense dense(std::int64_t units, std::int64_t inputs, double weight) {
  Dense op;
  op.units = units;
  op.format.fraction_bits = {4};
  op.weights = reals({units, inputs}, std::vector<double>(static_cast<std::size_t>(units * inputs), weight));
  op.bias = reals({units}, std::vector<double>(static_cast<std::size_t>(units), 0.5));
  return op;
}

struct Sketch {
  Graph graph;
  NodeId tip = graph.add("x", Input{{6, 2}, {true, 8, 4}});
  Sketch& then(const char* name, RealOp op) {
    tip = graph.add(name, std::move(op), {tip});
    return *this;
  }
  Result<IntGraph> convert() {
    graph.add_output("y", tip);
    return to_integer(graph);
  }
};

void expect_refused(Sketch sketch, const char* node, const char* reason) {
  const Result<IntGraph> result = sketch.convert();
  ASSERT_FALSE(result.ok()) << reason;
  EXPECT_TRUE(result.error().is(diag::kBadModel));
  EXPECT_EQ(result.error().first().where, node);
  EXPECT_NE(result.error().first().message.find(reason), std::string::npos) << result.error().first().message;
}

const Window kThree{{{3, 1, 0, 0, 1}}};
const Window kThreePadded{{{3, 1, 1, 1, 1}}};

TEST(ToInteger, StepsTakeTheQuantizesNameAndActivationsVanish) {
  Sketch sketch;
  sketch.then("flat", Flatten{})
      .then("dense", dense(3, 12, 0.25))
      .then("relu", Relu{})
      .then("q", Quantize{Fixed{false, 8, 3}});
  const Result<IntGraph> graph = sketch.convert();
  ASSERT_TRUE(graph.ok()) << to_string(graph.error());
  EXPECT_TRUE(graph->find("q"));
  EXPECT_FALSE(graph->find("relu"));
  EXPECT_EQ(graph->size(), 4u);
  const auto& mat_vec = std::get<integer::MatVec>((*graph)[*graph->find("dense")].op);
  EXPECT_EQ((*mat_vec.weights)[0], 4);
  EXPECT_EQ((*mat_vec.bias)[0], 128);  // 0.5 at 4 + 4 fraction bits
}

TEST(ToInteger, MaximaCommuteWithRisingActivations) {
  Sketch sketch;
  sketch.then("relu", Relu{}).then("max", MaxPool{kThree}).then("q", Quantize{Fixed{false, 4, 2}});
  const Result<IntGraph> graph = sketch.convert();
  ASSERT_TRUE(graph.ok()) << to_string(graph.error());
  const std::vector<IntTensor> y =
      *evaluate(*graph, {IntTensor({6, 2}, {-9, 3, 12, -1, 4, -2, 40, -100, 0, -7, 8, -7})});
  EXPECT_EQ(y[0].data, (std::vector<std::int64_t>{3, 1, 10, 0, 10, 0, 10, 0}));
}

TEST(ToInteger, PerChannelLogitsShareOneScale) {
  Sketch sketch;
  Dense op = dense(2, 12, 0.25);
  op.format.granularity = Granularity::Axis;
  op.format.fraction_bits = {3, 5};
  sketch.then("flat", Flatten{}).then("logits", op);
  sketch.graph.add_output("y", sketch.tip);
  const Result<IntegerConversion> conversion = convert_to_integer(sketch.graph);
  ASSERT_TRUE(conversion.ok());
  const auto& mat_vec = std::get<integer::MatVec>(conversion->graph.nodes()[2].op);
  EXPECT_EQ((*mat_vec.weights)[0], 8);  // 0.25 at 3 bits, shifted by 2
  EXPECT_EQ((*mat_vec.weights)[12], 8);
  EXPECT_EQ(mat_vec.weight_width_bits, 10);
  EXPECT_EQ(conversion->scales[2], (Scale{{9}, 1}));
}

TEST(ToInteger, RefusalsNameNodeAndReason) {
  Dense no_scale = dense(3, 12, 1);
  no_scale.format.fraction_bits.clear();
  Dense floating = dense(3, 12, 1);
  floating.format.width_bits = 0;
  Dense no_weights = dense(3, 12, 1);
  no_weights.weights = nullptr;
  expect_refused(Sketch{}.then("flat", Flatten{}).then("dense", no_scale), "dense", "calibrate");
  expect_refused(Sketch{}.then("flat", Flatten{}).then("dense", floating), "dense", "float weights");
  expect_refused(Sketch{}.then("flat", Flatten{}).then("dense", no_weights), "dense", "no weights");
  expect_refused(Sketch{}.then("relu", Relu{}), "relu", "output after an activation");
  expect_refused(Sketch{}.then("norm", BatchNorm{}), "norm", "no parameters");
  expect_refused(Sketch{}.then("relu", Relu{}).then("mean", AvgPool{kThree, true}), "mean",
                 "after an activation");
  expect_refused(Sketch{}.then("mean", AvgPool{kThreePadded, false}), "mean", "depends on the position");
  expect_refused(Sketch{}.then("swish", HardSwish{}).then("max", MaxPool{kThree}), "max", "can fall");
  expect_refused(Sketch{}.then("mean", GlobalAvgPool{}).then("dense", dense(3, 2, 1)), "dense",
                 "not quantised");
  expect_refused(Sketch{}.then("relu", Relu{}).then("flat", Flatten{}).then("dense", dense(3, 12, 1)),
                 "dense", "after an activation");
}

TEST(ToInteger, AveragesWithoutPaddingNeedNoCountedPadding) {
  EXPECT_TRUE(
      Sketch{}.then("mean", AvgPool{kThree, false}).then("q", Quantize{Fixed{true, 8, 4}}).convert().ok());
}

TEST(ToInteger, ConcatOfUnlikeScalesIsAligned) {
  Sketch sketch;
  const NodeId a = sketch.graph.add("a", Quantize{Fixed{true, 6, 2}}, {sketch.tip});
  const NodeId b = sketch.graph.add("b", Quantize{Fixed{true, 6, 4}}, {sketch.tip});
  sketch.tip = sketch.graph.add("both", Concat{}, {a, b});
  const Result<IntGraph> graph = sketch.convert();
  ASSERT_TRUE(graph.ok()) << to_string(graph.error());
  ASSERT_TRUE(graph->find("both.align0"));
  const std::vector<IntTensor> y =
      *evaluate(*graph, {IntTensor({6, 2}, {16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0})});
  EXPECT_EQ(y[0][0], 16);
  EXPECT_EQ(y[0][2], 16);
}

}  // namespace
}  // namespace knap::net
