#include "learn/train/forward.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/diagnostics.h"
#include "learn/train/toy.h"
#include "learn/train/train.h"
#include "net/eval/eval.h"
#include "net/ir/scale.h"
#include "net/passes/to_integer.h"
#include "net/random/random.h"

namespace knap::learn {
namespace {

std::vector<IntTensor> inputs_of(const Samples& samples, std::int64_t index) {
  std::vector<std::int32_t> codes(static_cast<std::size_t>(samples.shape.size()));
  samples.fill(index, codes);
  return {IntTensor(samples.shape, {codes.begin(), codes.end()})};
}

/// Every traced value equals the integer graph's code times its step. Returns how many elements were
/// compared.
std::int64_t expect_equal_to_integer(const net::Graph& graph, const Samples& samples, std::int64_t count) {
  const auto integer = net::to_integer(graph);
  EXPECT_TRUE(integer.ok()) << to_string(integer.error());
  const auto traces = trace_quantised(graph, samples, 0, count);
  EXPECT_TRUE(traces.ok()) << to_string(traces.error());
  if (!integer || !traces) return 0;
  const auto scales = net::scales(graph);
  std::int64_t compared = 0;
  for (std::int64_t s = 0; s < count; ++s) {
    const auto values = net::evaluate_all(*integer, inputs_of(samples, s));
    EXPECT_TRUE(values.ok());
    for (const Trace& trace : *traces) {
      const auto node = integer->find(trace.node);
      const auto& scale = scales[graph.find(trace.node)->index];
      if (!node || !scale) continue;  // a quantiser that to_integer merged into its neighbour
      const IntTensor& codes = (*values)[node->index];
      // Scores of several scales are brought to the finest one.
      const int bits = scale->max_fraction_bits();
      for (std::int64_t i = 0; i < codes.size(); ++i, ++compared) {
        const double step = std::ldexp(1.0, -bits) / static_cast<double>(scale->divisor);
        const double found = trace.values[s * codes.size() + i];
        EXPECT_EQ(found, static_cast<double>(codes[i]) * step)
            << trace.node << " element " << i << " of sample " << s;
        if (found != static_cast<double>(codes[i]) * step) return compared;
      }
    }
  }
  return compared;
}

Samples random_samples(const net::Graph& graph, std::uint64_t seed, std::int64_t count) {
  const auto& input = std::get<net::Input>(graph[graph.inputs()[0]].op);
  Samples samples;
  samples.shape = input.shape;
  samples.count = count;
  samples.labels.assign(static_cast<std::size_t>(count), 0);
  samples.fill = [seed, codes = input.format.codes()](std::int64_t index, std::span<std::int32_t> out) {
    Rng rng(seed, "sample/" + std::to_string(index));
    for (auto& code : out) code = static_cast<std::int32_t>(rng.integer(codes.low, codes.high));
  };
  return samples;
}

TEST(Forward, EqualsTheIntegerGraphOnRandomGraphs) {
  std::int64_t compared = 0, graphs = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "graphs");
    const net::Graph graph = net::random_graph(rng);
    if (graph[graph.outputs()[0].node].shape.rank() != 1) continue;
    bool has_weights = false;
    for (const auto& node : graph.nodes())
      has_weights = has_weights || std::holds_alternative<net::Dense>(node.op) ||
                    std::holds_alternative<net::Conv>(node.op);
    if (!has_weights) continue;
    compared += expect_equal_to_integer(graph, random_samples(graph, seed, 5), 5);
    ++graphs;
    if (HasFailure()) return;
  }
  EXPECT_GT(graphs, 100);
  EXPECT_GT(compared, 10000);
}

TEST(Forward, EqualsTheIntegerGraphOnRandomGraphsOfWideCodes) {
  net::RandomOptions options;
  options.widths = net::RandomWidths::Wide;
  std::int64_t compared = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "wide graphs");
    const net::Graph graph = net::random_graph(rng, options);
    if (graph[graph.outputs()[0].node].shape.rank() != 1) continue;
    compared += expect_equal_to_integer(graph, random_samples(graph, seed, 5), 5);
    if (HasFailure()) return;
  }
  EXPECT_GT(compared, 1000);
}

TEST(Forward, EqualsTheIntegerGraphAfterTraining) {
  TrainOptions options;
  options.float_epochs = options.quantised_epochs = 2;
  for (const bool is_line : {true, false}) {
    const Samples training = is_line ? toy_lines(300, 3, 1) : toy_images(300, 1);
    Watch watch;
    const auto result =
        train({is_line ? toy_line_network(3, true) : toy_image_network(), training, training, options, 3}, {},
              watch);
    ASSERT_TRUE(result.ok()) << to_string(result.error());
    EXPECT_GT(expect_equal_to_integer(result->graph, training, 40), 9000);
    const auto logits = quantised_logits(result->graph, training, watch);
    ASSERT_TRUE(logits.ok());
    // The trainer's own measure is taken in float32, which these small sums do not exceed.
    EXPECT_NEAR(accuracy(*logits, training.labels), result->quantised_validation.accuracy, 0.011);
    const auto floats = float_logits(result->float_graph, training, watch);
    ASSERT_TRUE(floats.ok());
    EXPECT_NEAR(accuracy(*floats, training.labels), result->float_validation.accuracy, 1e-9);
  }
}

TEST(Forward, RefusesSumsBeyondTheExactRange) {
  net::Graph graph;
  const auto x = graph.add("x", net::Input{Shape{64}, Fixed{true, 32, 0}});
  net::Dense dense;
  dense.units = 2;
  dense.format = {24, Granularity::Tensor, {0}, 32};
  dense.weights = std::make_shared<const RealTensor>(Shape{2, 64}, std::vector<double>(128, 8000000.0));
  dense.bias = std::make_shared<const RealTensor>(Shape{2});
  graph.add_output("y", graph.add("dense", dense, {x}));
  const auto result = trace_quantised(graph, random_samples(graph, 1, 4), 0, 4);
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(diag::kBadModel));
  EXPECT_EQ(result.error().first().where, "dense");
}

TEST(Forward, AccuracyCountsTheSignOfOneLogitAndTheGreatestOfMany) {
  EXPECT_DOUBLE_EQ(accuracy(RealTensor(Shape{4, 1}, {1, -1, 0, 2}), {1, 0, 1, 0}), 0.5);
  EXPECT_DOUBLE_EQ(accuracy(RealTensor(Shape{2, 3}, {1, 1, 0, 0, 1, 2}), {0, 2}), 1);
}

}  // namespace
}  // namespace knap::learn
