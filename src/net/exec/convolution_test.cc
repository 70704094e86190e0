#include <gtest/gtest.h>

#include "net/exec/testing.h"

namespace knap::net {
namespace {

struct Layer {
  Shape input;
  Window window;
  std::int64_t filters, groups;
};

void expect_layer(const Layer& layer, Fixed samples, Rng& rng) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{layer.input, samples});
  integer::Conv conv;
  Shape weights{layer.filters};
  for (const WindowAxis& axis : layer.window.axes) weights.dims.push_back(axis.kernel);
  weights.dims.push_back(layer.input.channels() / layer.groups);
  conv.weights = random_codes(weights, -128, 127, rng);
  conv.bias = random_codes({layer.filters}, -3000, 3000, rng);
  conv.window = layer.window;
  conv.groups = layer.groups;
  conv.pad_code = rng.integer(-2, 2);
  const NodeId y = graph.add("y", conv, {x});
  graph.add_output("z", graph.add("z", steps_to_byte(graph, rng.flip(0.5), Rounding::RndConv), {y}));
  expect_equal_to_evaluator(graph, rng, 1);
  expect_equal_to_evaluator(with_all_outputs(graph), rng, 1);
}

const WindowAxis kSame3{3, 1, 1, 1, 1};

TEST(ConvolutionExec, EveryPathEqualsTheEvaluator) {
  Rng rng(9, "convolution");
  const Window square{{kSame3, kSame3}}, strided{{{3, 2, 0, 1, 1}, {3, 2, 1, 0, 1}}},
      point{{{1, 1, 0, 0, 1}, {1, 1, 0, 0, 1}}};
  const Layer layers[] = {
      {{9, 7, 1}, square, 16, 1},     // three bytes side by side per row
      {{9, 7, 16}, square, 16, 16},   // depthwise, one block
      {{9, 7, 24}, strided, 24, 24},  // depthwise, a partial block
      {{6, 5, 33}, square, 33, 33},
      {{9, 7, 3}, strided, 40, 1},
      {{5, 5, 64}, point, 70, 1},  // pointwise, all block sizes
      {{5, 5, 7}, point, 128, 1},  // channels that are no multiple of four
      {{5, 5, 8}, square, 12, 4},  // groups
      {{5, 5, 8}, square, 16, 8},  // depthwise with a multiplier
      {{40, 1}, Window{{{8, 4, 2, 2, 1}}}, 1, 1},
      {{40, 2}, Window{{{8, 4, 2, 2, 1}}}, 2, 2},
      {{40, 5}, Window{{{3, 1, 2, 2, 2}}}, 5, 5},  // dilated
      {{40, 5}, Window{{{3, 3, 2, 0, 2}}}, 9, 1},
  };
  for (std::size_t i = 0; i < std::size(layers); ++i)
    for (const Fixed samples :
         {Fixed{true, 8, 0}, Fixed{false, 8, 0}, Fixed{true, 3, 0}, Fixed{true, 16, 0}}) {
      SCOPED_TRACE(testing::Message() << "layer " << i << " " << to_string(samples));
      expect_layer(layers[i], samples, rng);
      if (testing::Test::HasFatalFailure()) return;
    }
}

TEST(ConvolutionExec, ManyPositionsCrossTiles) {
  Rng rng(10, "tiles");
  expect_layer({{2000, 4}, Window{{kSame3}}, 20, 1}, {true, 8, 0}, rng);
  expect_layer({{2000, 20}, Window{{kSame3}}, 20, 20}, {true, 8, 0}, rng);
}

}  // namespace
}  // namespace knap::net
