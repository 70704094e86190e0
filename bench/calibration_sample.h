// make_sample: a network as people write them, with the weights of a short training, folded at random and
// lowered.
#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "core/base/rng.h"
#include "core/base/watch.h"
#include "learn/train/train.h"
#include "map/lower/lower.h"
#include "map/plan/fifos.h"
#include "map/plan/fold.h"
#include "net/build/build.h"
#include "net/passes/to_integer.h"

namespace knap::bench {

/// Draws the layers of one network.
class SampleNetwork {
 public:
  SampleNetwork(Rng& rng) : rng_(rng) {}

  /// The layers and the input that they read.
  net::NetworkSpec draw(net::Input& input) {
    spec_.weight_bits = pick(3, 8);
    spec_.activation_bits = rng_.flip(0.6) ? 8 : pick(4, 8);
    spec_.batch_norm = rng_.flip(0.8);
    spec_.per_channel = rng_.flip(0.3);
    spec_.activation = rng_.flip(0.85) ? net::Activation::Relu : net::Activation::Relu6;
    is_2d_ = rng_.flip(0.4);
    draw_input(input);
    if (rng_.flip(0.15)) {
      add(net::LayerKind::Flatten);
      add(net::LayerKind::Dense).units = 4 * pick(2, 6);
    } else {
      draw_stem();
      const int blocks = pick(1, 3);
      for (int i = 0; i < blocks; ++i) draw_block();
      add(rng_.flip(0.7) ? net::LayerKind::GlobalAvgPool : net::LayerKind::Flatten);
    }
    if (rng_.flip(0.3)) add(net::LayerKind::Dense).units = 4 * pick(2, 6);
    add(net::LayerKind::Dense).units = pick(2, 10);
    if (rng_.flip(0.8)) add(net::LayerKind::ArgMax);
    return spec_;
  }

 private:
  int pick(int low, int high) { return static_cast<int>(rng_.integer(low, high)); }

  net::LayerSpec& add(net::LayerKind kind) {
    net::LayerSpec layer;
    layer.kind = kind;
    layer.name = "layer" + std::to_string(spec_.layers.size() + 1);
    spec_.layers.push_back(layer);
    return spec_.layers.back();
  }

  void draw_input(net::Input& input) {
    if (is_2d_) {
      const std::int64_t size = 4 * pick(2, 4);
      input = {Shape{size, size, rng_.flip(0.6) ? 1 : 3}, Fixed{false, 8, 8}};
    } else {
      const bool is_wide = rng_.flip(0.5);
      input = {Shape{32 * pick(2, 8), rng_.flip(0.6) ? 1 : pick(2, 4)}, Fixed{true, is_wide ? 16 : 8, 0}};
      if (is_wide) {
        net::LayerSpec& gain = add(net::LayerKind::Quantize);
        gain.fraction_bits = -7;
        gain.is_signed = true;
      }
    }
  }

  void draw_stem() {
    if (!is_2d_ && rng_.flip(0.3)) add(net::LayerKind::AvgPool).kernel = Value(std::int64_t{4});
    net::LayerSpec& stem = add(net::LayerKind::Conv);
    stem.filters = 2 * pick(2, is_2d_ ? 4 : 6);
    stem.kernel = Value(std::int64_t{is_2d_ ? 3 : pick(3, 8)});
    channels_ = *stem.filters;
    if (rng_.flip(0.5)) stem.stride = Value(std::int64_t{2});
    if (rng_.flip(0.4)) stem.padding = Value("valid");
  }

  void draw_block() {
    switch (pick(0, 5)) {
      case 0: {
        net::LayerSpec& layer = add(net::LayerKind::Conv);
        channels_ = 2 * pick(2, 8);
        layer.filters = channels_;
        layer.kernel = Value(std::int64_t{is_2d_ ? 3 : pick(2, 5)});
        return;
      }
      case 1:
        add(net::LayerKind::MaxPool).kernel = Value(std::int64_t{2});
        return;
      case 2: {
        const std::string before = spec_.layers.back().name;
        net::LayerSpec& layer = add(net::LayerKind::Pointwise);
        layer.filters = channels_;
        layer.activation = net::Activation::None;
        const std::string branch = layer.name;
        net::LayerSpec& sum = add(net::LayerKind::Add);
        sum.from = Value(ValueArray{Value(before), Value(branch)});
        sum.activation = net::Activation::Relu;
        return;
      }
      default: {
        net::LayerSpec& layer = add(net::LayerKind::Depthwise);
        layer.kernel = Value(std::int64_t{is_2d_ ? 3 : pick(3, 8)});
        if (rng_.flip(0.4)) layer.stride = Value(std::int64_t{2});
        channels_ = 2 * pick(2, 8);
        add(net::LayerKind::Pointwise).filters = channels_;
      }
    }
  }

  Rng& rng_;
  net::NetworkSpec spec_;
  bool is_2d_ = false;
  std::int64_t channels_ = 1;
};

/// Normal weights, as trained ones nearly are.
inline void draw_weights(net::Graph& graph, Rng& rng) {
  net::initialise(graph, rng);
  const auto redraw = [&](const RealTensorPtr& tensor) {
    RealTensor drawn(tensor->shape);
    const double deviation =
        std::sqrt(2.0 * static_cast<double>(drawn.shape[0]) / static_cast<double>(drawn.size()));
    for (double& weight : drawn.data) weight = deviation * rng.normal();
    return std::make_shared<const RealTensor>(std::move(drawn));
  };
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    net::RealOp op = graph.nodes()[i].op;
    if (auto* dense = std::get_if<net::Dense>(&op)) dense->weights = redraw(dense->weights);
    if (auto* conv = std::get_if<net::Conv>(&op)) conv->weights = redraw(conv->weights);
    graph.replace(net::NodeId{i}, std::move(op));
  }
}

/// Noise with classes drawn at random: enough for batch norms and for the ranges of activations.
inline learn::Samples noise(const net::Input& input, std::int64_t classes, std::uint64_t seed) {
  learn::Samples samples;
  samples.shape = input.shape;
  samples.count = 128;
  const Interval codes = interval_of(input.format.width_bits, input.format.is_signed);
  samples.fill = [codes, seed](std::int64_t index, std::span<std::int32_t> out) {
    Rng rng(seed + 1000 * static_cast<std::uint64_t>(index), "noise");
    const double gain = rng.uniform(0.1, 0.5);
    const auto range = static_cast<double>(codes.high - codes.low);
    for (std::int32_t& code : out)
      code = static_cast<std::int32_t>(static_cast<double>(codes.low) +
                                       range * (0.5 + gain * (2 * rng.uniform() - 1)));
  };
  for (std::int64_t i = 0; i < samples.count; ++i) samples.labels.push_back(static_cast<int>(i % classes));
  return samples;
}

/// Nothing for a network that a window outgrows, or that the stream style does not take.
inline std::optional<map::Lowered> make_sample(std::uint64_t seed) {
  Rng rng(seed, "calibrate");
  net::Input input;
  const net::NetworkSpec spec = SampleNetwork(rng).draw(input);
  Result<net::Graph> built = net::build(spec, input);
  if (!built.ok()) return std::nullopt;
  draw_weights(*built, rng);
  std::int64_t classes = 2;
  for (const net::LayerSpec& layer : spec.layers)
    if (layer.kind == net::LayerKind::Dense) classes = layer.units.value_or(classes);
  learn::TrainOptions options;
  options.float_epochs = 1;
  options.quantised_epochs = 0;
  options.batch = 32;
  options.learning_rate = 1e-3;
  Watch watch;
  const learn::Samples samples = noise(input, classes, seed);
  const auto trained = learn::train({*built, samples, samples, options, seed}, {}, watch);
  if (!trained.ok()) return std::nullopt;
  const Result<net::IntGraph> graph = net::to_integer(trained->graph);
  if (!graph.ok()) return std::nullopt;
  const map::Outline outline = map::make_outline(*graph).value();
  map::FoldOptions fold;
  const double reach = static_cast<double>(std::int64_t{1} << rng.integer(4, 8));
  fold.interval_cycles =
      static_cast<std::int64_t>(static_cast<double>(outline.min_interval()) * rng.uniform(1, reach));
  if (rng.flip(0.2)) fold.multiplier = hw::MultiplierStyle::Dsp;
  const Result<map::StreamPlan> folded = map::fold(*graph, outline, fold);
  if (!folded.ok()) return std::nullopt;
  const Result<map::StreamPlan> decisions = map::size_fifos(*graph, *folded, map::FifoDepths::Least, Watch());
  if (!decisions.ok()) return std::nullopt;
  const Result<map::Structure> structure = map::make_structure(*graph, *decisions);
  if (!structure.ok()) return std::nullopt;
  return map::lower(*structure, *graph, "net", 20);
}

}  // namespace knap::bench
