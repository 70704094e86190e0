#include "map/spec/pack.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <vector>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "net/ir/rebuild.h"

namespace knap::map {
namespace {

namespace op = net::integer;

std::int64_t round_up(std::int64_t value, std::int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/// Positions of the innermost axis; 1 for vectors.
std::int64_t length_of(const Shape& shape) { return shape.rank() < 2 ? 1 : shape[shape.rank() - 2]; }

std::vector<std::int64_t> legal_samples(const Shape& input) {
  std::vector<std::int64_t> legal;
  const std::int64_t channels = input.channels(), length = length_of(input);
  for (std::int64_t n = 1; n < channels; ++n)
    if (channels % n == 0) legal.push_back(n);
  for (std::int64_t p = 1; p <= length; ++p)
    if (length % p == 0) legal.push_back(p * channels);
  return legal;
}

/// (..., L, C) as (..., L / p, p C).
Shape packed_shape(const Shape& shape, std::int64_t p) {
  std::vector<std::int64_t> sizes = shape.dims;
  sizes.back() *= p;
  sizes[sizes.size() - 2] /= p;
  return Shape(sizes);
}

/// `conv` on (..., L, C), where p positions are one.
op::Conv packed_conv(const op::Conv& conv, const Shape& input, std::int64_t p) {
  op::Conv packed = conv;
  net::WindowAxis& axis = packed.window.axes.back();
  const std::int64_t channels = input.channels(), filters = conv.weights->shape[0];
  const std::int64_t rows = conv.window.taps() / axis.kernel, outputs = axis.output_length(length_of(input));
  const std::int64_t pad = round_up(axis.pad_low, p), front = pad - axis.pad_low;
  const std::int64_t kernel = round_up(front + axis.kernel, p);
  // The last output reads up to its kernel's end; what lies behind is not read.
  const std::int64_t missing = (outputs - 1) * axis.stride + kernel - length_of(input) - pad;
  // What is in no window of the old form is 0 in the new one: a weight of 0, and pruned where there is a
  // mask.
  const auto widened = [&](const IntTensor& old) {
    auto made = std::make_shared<IntTensor>(conv.window.axes.size() == 1
                                                ? Shape{filters, kernel / p, channels * p}
                                                : Shape{filters, rows, kernel / p, channels * p});
    for (std::int64_t row = 0; row < filters * rows; ++row)
      for (std::int64_t i = 0; i < conv.window.axes.back().kernel * channels; ++i)
        (*made)[(row * kernel + front) * channels + i] =
            old[row * conv.window.axes.back().kernel * channels + i];
    return made;
  };
  packed.weights = widened(*conv.weights);
  if (conv.mask) packed.mask = widened(*conv.mask);
  axis = {kernel / p, axis.stride / p, pad / p, std::max<std::int64_t>(0, missing) / p, 1};
  return packed;
}

/// A sum over windows, channel by channel, as a convolution.
op::Conv conv_of(const op::SumPool& pool, const Shape& input) {
  const std::int64_t channels = input.channels(), taps = pool.window.taps();
  auto weights =
      std::make_shared<IntTensor>(pool.window.axes.size() == 1 ? Shape{channels, taps, channels}
                                                               : Shape{channels, pool.window.axes[0].kernel,
                                                                       pool.window.axes[1].kernel, channels});
  for (std::int64_t c = 0; c < channels; ++c)
    for (std::int64_t tap = 0; tap < taps; ++tap) (*weights)[(c * taps + tap) * channels + c] = 1;
  return {weights, std::make_shared<IntTensor>(Shape{channels}), pool.window, 1, 0, 2};
}

/// Carries the packed view from node to node.
class Packer {
 public:
  Packer(const net::IntGraph& graph, std::int64_t p)
      : graph_(graph), p_(p), is_packed_(graph.size(), false) {}

  Result<net::IntGraph> run() {
    return net::rebuild(graph_, [&](auto& made, net::NodeId id) -> Result<void> {
      const auto& node = graph_[id];
      const bool reads_packed = !node.inputs.empty() && is_packed_[node.inputs[0].index];
      if (const auto* input = std::get_if<op::Input>(&node.op)) {
        is_packed_[id.index] = true;
        made.put(id, op::Input{packed_shape(input->shape, p_), input->format});
        return {};
      }
      for (const net::NodeId operand : node.inputs)
        if (is_packed_[operand.index] && node.inputs.size() > 1) return refuse(node.name, "has two operands");
      if (!reads_packed) {
        made.copy(id);
        return {};
      }
      KNAP_ASSIGN(op::IntOp other, packed(id, node));
      made.put(id, std::move(other));
      return {};
    });
  }

 private:
  Error refuse(const std::string& layer, const std::string& why) const {
    return Error(diag::kImpossible, kSamplesPerBeat,
                 fmt::format("{} positions a beat cannot be had: layer {} {}", p_, layer, why));
  }

  Result<op::IntOp> packed(net::NodeId id, const net::IntGraph::Node& node) {
    const Shape& input = graph_[node.inputs[0]].shape;
    const auto strided = [&](const net::Window& window) -> Result<void> {
      const net::WindowAxis& axis = window.axes.back();
      if (axis.dilation > 1 && axis.kernel > 1) return refuse(node.name, "has a dilated kernel");
      if (axis.stride % p_ == 0) return {};
      return refuse(node.name, fmt::format("moves by {}, which is no multiple", axis.stride));
    };
    return match(
        node.op,
        [&](const op::Steps& steps) -> Result<op::IntOp> {
          if (steps.function->is_per_channel()) return refuse(node.name, "has a function for each channel");
          is_packed_[id.index] = true;
          return op::IntOp(steps);
        },
        [&](const op::Reshape& reshape) -> Result<op::IntOp> { return op::IntOp(reshape); },
        [&](const op::Conv& conv) -> Result<op::IntOp> {
          if (conv.groups > 1) return refuse(node.name, "has groups of channels");
          KNAP_TRY(strided(conv.window));
          return op::IntOp(packed_conv(conv, input, p_));
        },
        [&](const op::SumPool& pool) -> Result<op::IntOp> {
          KNAP_TRY(strided(pool.window));
          return op::IntOp(packed_conv(conv_of(pool, input), input, p_));
        },
        [&](const auto&) -> Result<op::IntOp> { return refuse(node.name, "takes them one by one"); });
  }

  const net::IntGraph& graph_;
  std::int64_t p_;
  std::vector<bool> is_packed_;
};

}  // namespace

Result<net::IntGraph> pack_samples(const net::IntGraph& graph, std::int64_t samples) {
  if (samples == 1 || graph.inputs().empty()) return graph;
  const Shape& input = graph[graph.inputs()[0]].shape;
  const std::int64_t channels = input.channels();
  if (samples > 0 && channels % samples == 0) return graph;
  if (samples < 1 || samples % channels != 0 || length_of(input) % (samples / channels) != 0)
    return Error(diag::kImpossible, kSamplesPerBeat,
                 fmt::format("{} elements of an input of {} make no beat; legal values: {}", samples,
                             to_string(input), fmt::join(legal_samples(input), ", ")));
  return Packer(graph, samples / channels).run();
}

}  // namespace knap::map
