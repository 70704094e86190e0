#include "learn/train/toy.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/rng.h"

namespace knap::learn {
namespace {

using net::Graph;
using net::NodeId;
using Range = net::Quantize::Range;

Rng stream_of(std::uint64_t seed, std::int64_t index) { return Rng(seed, fmt::format("toy/{}", index)); }

/// Appends nodes one after the other.
struct Chain {
  Graph& graph;
  NodeId tip;

  Chain& then(const std::string& name, net::RealOp op) {
    tip = graph.add(name, std::move(op), {tip});
    return *this;
  }
  Chain& conv(const std::string& name, std::int64_t filters, std::int64_t groups, net::Window window,
              Fixed format, Range range) {
    net::Conv op;
    op.filters = filters;
    op.groups = groups;
    op.window = std::move(window);
    op.has_bias = false;
    op.format.granularity = Granularity::Axis;
    return then(name, op)
        .then(name + ".norm", net::BatchNorm{})
        .then(name + ".relu", net::Relu{})
        .then(name + ".q", net::Quantize{format, Rounding::RndConv, Overflow::Sat, range});
  }
};

net::Window window(int axes, std::int64_t kernel, std::int64_t stride, std::int64_t pad) {
  return {std::vector<net::WindowAxis>(static_cast<std::size_t>(axes), {kernel, stride, pad, pad, 1})};
}

}  // namespace

Samples toy_lines(std::int64_t count, int classes, std::uint64_t seed) {
  Samples samples;
  samples.shape = Shape{48, 1};
  samples.count = count;
  for (std::int64_t i = 0; i < count; ++i) samples.labels.push_back(static_cast<int>(i % classes));
  samples.fill = [classes, seed](std::int64_t index, std::span<std::int32_t> codes) {
    Rng rng = stream_of(seed, index);
    const auto label = static_cast<int>(index % classes);
    const double at = rng.uniform(10, 32), height = rng.uniform(250, 500);
    for (std::size_t i = 0; i < codes.size(); ++i) {
      const double t = (static_cast<double>(i) - at) / 2, u = t - 3.5;
      double value = std::exp(-t * t) * (label == 1 ? -height : height);
      if (label == 2) value += std::exp(-u * u) * height;
      codes[i] =
          static_cast<std::int32_t>(std::nearbyint(std::clamp(value + 20 * rng.normal(), -2048.0, 2047.0)));
    }
  };
  return samples;
}

Samples toy_images(std::int64_t count, std::uint64_t seed) {
  Samples samples;
  samples.shape = Shape{10, 10, 1};
  samples.count = count;
  for (std::int64_t i = 0; i < count; ++i) samples.labels.push_back(static_cast<int>(i % 3));
  samples.fill = [seed](std::int64_t index, std::span<std::int32_t> codes) {
    Rng rng = stream_of(seed, index);
    const std::int64_t label = index % 3, at = rng.integer(2, 7);
    for (std::int64_t y = 0; y < 10; ++y)
      for (std::int64_t x = 0; x < 10; ++x) {
        const bool lit = label == 0 ? y == at : label == 1 ? x == at : (x + y) % 10 == at;
        codes[static_cast<std::size_t>(y * 10 + x)] =
            static_cast<std::int32_t>(rng.integer(0, 40) + (lit ? 160 : 0));
      }
  };
  return samples;
}

Graph toy_line_network(std::int64_t classes, bool learned) {
  const Range range = learned ? Range::Learned : Range::Calibrated;
  Graph graph;
  graph.name = "toy_line";
  Chain chain{graph, graph.add("samples", net::Input{Shape{48, 1}, Fixed{true, 12, 11}})};
  chain.then("gain", net::Quantize{Fixed{true, 8, 8}})
      .then("decimate", net::AvgPool{window(1, 2, 2, 0)})
      .then("decimate.q", net::Quantize{Fixed{true, 8, 8}})
      .conv("first", 4, 1, window(1, 5, 2, 0), Fixed{false, 8, 0}, range)
      .conv("depthwise", 4, 4, window(1, 3, 1, 1), Fixed{false, 8, 0}, range)
      .conv("pointwise", 8, 1, window(1, 1, 1, 0), Fixed{false, 8, 0}, range)
      .then("pool", net::GlobalAvgPool{})
      .then("pool.q", net::Quantize{Fixed{false, 8, 0}, Rounding::RndConv, Overflow::Sat, range});
  net::Dense dense;
  dense.units = classes;
  chain.then("scores", dense);
  if (classes > 1) chain.then("class", net::ArgMax{});
  graph.add_output("class", chain.tip);
  return graph;
}

Graph toy_image_network() {
  const Range range = Range::Calibrated;
  const auto quantize = [range](bool is_signed) {
    return net::Quantize{Fixed{is_signed, 8, 0}, Rounding::RndConv, Overflow::Sat, range};
  };
  Graph graph;
  graph.name = "toy_image";
  Chain chain{graph, graph.add("pixels", net::Input{Shape{10, 10, 1}, Fixed{false, 8, 8}})};
  chain.conv("stem", 6, 1, window(2, 3, 1, 1), Fixed{false, 8, 0}, range);
  const NodeId fork = chain.tip;
  chain.conv("body", 6, 6, window(2, 3, 1, 1), Fixed{false, 8, 0}, range);
  net::Conv point;
  point.filters = 6;
  point.window = window(2, 1, 1, 0);
  chain.then("point", point).then("point.norm", net::BatchNorm{}).then("point.q", quantize(true));
  const NodeId sum = graph.add("sum", net::Add{}, {fork, chain.tip});
  chain.tip = sum;
  chain.then("sum.swish", net::HardSwish{}).then("sum.q", quantize(true));
  const NodeId all =
      graph.add("concat", net::Concat{}, {chain.tip, graph.add("fork.q", quantize(true), {fork})});
  chain.tip = all;
  chain.then("max", net::MaxPool{window(2, 2, 2, 0)})
      .then("average", net::AvgPool{window(2, 3, 1, 1)})
      .then("average.q", quantize(true))
      .then("flat", net::Flatten{});
  net::Dense hidden;
  hidden.units = 12;
  hidden.format.width_bits = 6;
  chain.then("hidden", hidden).then("hidden.relu6", net::Relu6{}).then("hidden.q", quantize(false));
  net::Dense dense;
  dense.units = 3;
  chain.then("scores", dense);
  graph.add_output("scores", chain.tip);
  return graph;
}

}  // namespace knap::learn
