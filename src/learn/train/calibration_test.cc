#include "learn/train/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "learn/train/divergence.h"
#include "learn/train/toy.h"

namespace knap::learn {
namespace {

/// A model with its samples, ready to be calibrated.
struct Bench {
  explicit Bench(const net::Graph& graph, const Samples& samples)
      : model(Model::make(graph, 3).value()),
        store(samples, format_of(graph)),
        loader(store, samples.shape, format_of(graph), TrainOptions{}, 1),
        network(model) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < samples.count; ++i) all.push_back(i);
    calibrate_front(model, Inputs(network, loader, all, "", 0));
    inputs = Inputs(network, loader, all);
  }
  static Fixed format_of(const net::Graph& graph) {
    return std::get<net::Input>(graph[graph.inputs()[0]].op).format;
  }
  double divergence() const {
    const Divergence found(inputs.logits(Mode::Folded, model.effective(Mode::Folded)),
                           model.graph()[model.logits()].shape.size());
    return found.of(inputs.logits(Mode::Quantised, model.effective(Mode::Quantised)));
  }
  RangeLayer& range(const std::string& name) {
    return model.ranges[model.index_of(*model.graph().find(name))];
  }

  Model model;
  SampleStore store;
  Loader loader;
  Network network;
  Inputs inputs;
};

/// A depthwise convolution of four channels, formats per tensor, and scores that read them.
net::Graph depthwise_network() {
  net::Graph graph;
  net::NodeId tip = graph.add("input", net::Input{Shape{8, 4}, Fixed{true, 8, 7}});
  net::Conv conv;
  conv.filters = conv.groups = 4;
  conv.window = net::Window{{net::WindowAxis{1, 1, 0, 0, 1}}};
  tip = graph.add("dw", conv, {tip});
  tip = graph.add(
      "dw.quantize",
      net::Quantize{Fixed{true, 4, 3}, Rounding::RndConv, Overflow::Sat, net::Quantize::Range::Calibrated},
      {tip});
  net::Dense dense;
  dense.units = 2;
  tip = graph.add("flat", net::Flatten{}, {tip});
  tip = graph.add("score", dense, {tip});
  graph.add_output("logits", tip);
  return graph;
}

Samples noise(std::int64_t count) {
  Samples samples;
  samples.shape = Shape{8, 4};
  samples.count = count;
  for (std::int64_t i = 0; i < count; ++i) samples.labels.push_back(static_cast<int>(i % 2));
  samples.fill = [](std::int64_t index, std::span<std::int32_t> codes) {
    Rng rng(static_cast<std::uint64_t>(index), "noise");
    for (std::int32_t& code : codes) code = static_cast<std::int32_t>(rng.integer(-127, 127));
  };
  return samples;
}

TEST(Calibration, WhatTheScoresReadDecidesAndNotTheSquareErrorOfTheValues) {
  // Channel 0 is a sixteenth of the values and eight times as large. Where the scores read it alone its
  // values must not be clipped; where they read the others alone it may well be. The square errors are the
  // same.
  for (const bool reads_first : {true, false}) {
    Bench bench(depthwise_network(), noise(200));
    const LinearLayer& dw = bench.model.linears[0];
    const LinearLayer& score = bench.model.linears[1];
    bench.model.parameters[dw.weights].value = {1, 0.125F, 0.125F, 0.125F};
    std::vector<float>& read = bench.model.parameters[score.weights].value;
    for (std::size_t i = 0; i < read.size(); ++i) read[i] = (i % 4 == 0) == reads_first ? read[i] : 0;
    Watch watch;
    ASSERT_TRUE(calibrate(bench.model, bench.inputs, bench.inputs, 0, watch).ok());
    const int bits = bench.range("dw.quantize").op.format.fraction_bits;
    if (reads_first) {
      EXPECT_EQ(bits, 3);  // values up to 1 in four bits
    } else {
      EXPECT_EQ(bits, 6);  // values up to 1 / 8
    }
  }
}

TEST(Calibration, NoOneBitMoveOfARangeBringsTheAnswersMuchCloser) {
  for (const bool is_line : {true, false}) {
    Bench bench(is_line ? toy_line_network(3, false) : toy_image_network(),
                is_line ? toy_lines(150, 3, 1) : toy_images(150, 1));
    Watch watch;
    ASSERT_TRUE(calibrate(bench.model, bench.inputs, bench.inputs, 0, watch).ok());
    const double least = bench.divergence();
    EXPECT_GT(least, 0);
    for (RangeLayer& range : bench.model.ranges) {
      if (range.is_front) continue;
      range.op.format.fraction_bits += 2;  // a quarter of the range
      bench.model.choose_weight_formats();
      EXPECT_GT(bench.divergence(), 0.9 * least) << bench.model.graph()[range.node].name;
      range.op.format.fraction_bits -= 2;
    }
    bench.model.choose_weight_formats();
    EXPECT_EQ(bench.divergence(), least);
  }
}

TEST(Calibration, GivesTheSameFormatsAgainAndExtraBitsAreAdded) {
  std::vector<ModelState> states;
  for (const int extra : {0, 0, -1}) {
    Bench bench(toy_image_network(), toy_images(90, 1));
    Watch watch;
    ASSERT_TRUE(calibrate(bench.model, bench.inputs, bench.inputs, extra, watch).ok());
    states.push_back(bench.model.save());
  }
  EXPECT_EQ(states[0], states[1]);
  for (std::size_t r = 0; r < states[0].range_bits.size(); ++r)
    EXPECT_EQ(states[2].range_bits[r], states[0].range_bits[r] - 1);
}

TEST(Calibration, GivenRangesStay) {
  net::Graph graph = depthwise_network();
  const net::NodeId id = *graph.find("dw.quantize");
  net::Quantize given = std::get<net::Quantize>(graph[id].op);
  given.range = net::Quantize::Range::Given;
  given.format.fraction_bits = 1;
  graph.replace(id, given);
  Bench bench(graph, noise(50));
  Watch watch;
  ASSERT_TRUE(calibrate(bench.model, bench.inputs, bench.inputs, 2, watch).ok());
  EXPECT_EQ(bench.range("dw.quantize").op.format.fraction_bits, 1);
}

TEST(Calibration, AStopRequestEndsIt) {
  Bench bench(toy_line_network(3, false), toy_lines(60, 3, 1));
  Watch watch;
  watch.stop();
  const auto found = calibrate(bench.model, bench.inputs, bench.inputs, 0, watch);
  ASSERT_FALSE(found.ok());
  EXPECT_TRUE(found.error().is(diag::kInterrupted));
}

}  // namespace
}  // namespace knap::learn
