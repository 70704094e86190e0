#include "net/random/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "net/passes/to_integer.h"

namespace knap::net {

namespace {

/// Grows a graph layer by layer; `tip_` is the value that the next layer reads, always quantised.
class Grower {
 public:
  Grower(Rng& rng, const RandomOptions& options)
      : rng_(rng), options_(options), has_paths_(options.names == RandomNames::Paths) {
    if (options.names != RandomNames::Either) return;
    Rng ahead = rng;  // the graph does not depend on its names
    for (int i = 0; i < kNamesAhead; ++i) ahead.below(2);
    has_paths_ = ahead.flip(0.3);
  }

  Graph grow() {
    add_input();
    const std::int64_t layers = rng_.integer(1, options_.max_layers);
    for (std::int64_t i = 0; i < layers; ++i) add_layer();
    add_head();
    return std::move(graph_);
  }

 private:
  struct Tip {
    NodeId node;
    Fixed format;
  };

  const Shape& shape() const { return graph_[tip_.node].shape; }
  int pick(int low, int high) { return static_cast<int>(rng_.integer(low, high)); }
  bool is_wide() const { return options_.widths == RandomWidths::Wide; }
  /// A width from `least` to 8 bits, or a wide one.
  int width(int least) { return is_wide() ? pick(15, kWidestRandom) : pick(least, 8); }
  /// An average has ties where its count is even, and no closed form where it is no power of two besides.
  int average_width(std::int64_t count, int least) {
    const bool has_closed_form = count % 2 == 1 || (count & (count - 1)) == 0;
    return is_wide() && !has_closed_form ? pick(least, 8) : width(least);
  }
  std::string fresh(const char* kind) {
    ++count_;
    if (!has_paths_ || count_ % kBlock == 0) return fmt::format("{}{}", kind, count_);
    const char* inner = count_ % kBlock == 1 ? "body/" : "";
    return fmt::format("block{}/{}{}{}", count_ / kBlock, inner, kind, count_);
  }

  void add_input() {
    const bool is_2d = options_.allow_2d && rng_.flip(0.4);
    Shape shape{rng_.integer(3, options_.max_length),
                rng_.integer(1, std::min<std::int64_t>(options_.max_channels, 3))};
    if (is_2d)
      shape.dims.insert(shape.dims.begin(),
                        rng_.integer(3, std::max<std::int64_t>(options_.max_length / 2, 3)));
    const bool is_raw = rng_.flip(0.4);
    Fixed format{is_raw || rng_.flip(0.5), is_raw ? 16 : 8, is_raw ? 0 : pick(0, 8)};
    tip_ = {graph_.add("samples", Input{shape, format}), format};
    if (is_raw)
      quantize_tip(Fixed{true, pick(4, 8), -pick(4, 9)});
    else if (rng_.flip(0.3))
      quantize_tip(Fixed{true, pick(3, 8), format.fraction_bits - pick(0, 3)});
  }

  Quantize random_quantize(Fixed format) {
    Quantize op{format};
    if (rng_.flip(0.3)) op.rounding = static_cast<Rounding>(pick(0, 6));
    if (rng_.flip(0.2)) op.overflow = Overflow::SatSym;
    // What wraps is enumerated, which wide sums are too many for.
    if (!is_wide() && rng_.flip(0.08)) op.overflow = static_cast<Overflow>(pick(0, 4));
    return op;
  }

  void quantize_tip(const Fixed& format) {
    tip_ = {graph_.add(fresh("quantize"), random_quantize(format), {tip_.node}), format};
  }

  RealTensorPtr random_tensor(Shape shape, double low, double high) {
    RealTensor tensor(std::move(shape));
    for (double& value : tensor.data) value = rng_.uniform(low, high);
    return std::make_shared<const RealTensor>(std::move(tensor));
  }

  WeightFormat random_format(std::int64_t outputs) {
    WeightFormat format;
    format.width_bits = width(2);
    const int base = is_wide() ? format.width_bits - pick(1, 3) : pick(2, 7);
    if (rng_.flip(0.4)) {
      format.granularity = Granularity::Axis;
      for (std::int64_t o = 0; o < outputs; ++o) format.fraction_bits.push_back(base + pick(-1, 1));
    } else {
      format.fraction_bits = {base};
    }
    format.bias_width_bits = is_wide() ? pick(20, 40) : pick(6, 16);
    return format;
  }

  /// Weights up to 1.2 times what the coarsest code range holds, so that some saturate.
  double weight_limit(const WeightFormat& format) {
    return 1.2 * std::ldexp(1.0, format.width_bits - 1 - format.fraction_bits[0]);
  }

  /// A format that fits sums over `taps` products reasonably: some codes saturate, few vanish.
  Fixed output_format(const WeightFormat& format, std::int64_t taps, bool is_signed) {
    const double bits =
        tip_.format.width_bits + format.width_bits - 2 + 0.5 * std::log2(static_cast<double>(taps));
    const int width = has_norm_ || has_curve_ ? pick(3, 8) : this->width(3);
    const int fraction =
        tip_.format.fraction_bits + format.fraction_bits[0] - static_cast<int>(bits) + width + pick(-1, 1);
    return {is_signed, width, fraction};
  }

  void add_batch_norm() {
    if (!rng_.flip(0.25)) return;
    const Shape channels{shape().channels()};
    BatchNorm norm;
    norm.gamma = random_tensor(channels, -1.5, 1.5);
    norm.beta = random_tensor(channels, -1, 1);
    norm.mean = random_tensor(channels, -2, 2);
    norm.variance = random_tensor(channels, 0.3, 3);
    tip_.node = graph_.add(fresh("norm"), norm, {tip_.node});
    has_norm_ = true;
  }

  /// Returns whether the result is never negative.
  bool add_activation() {
    switch (pick(0, 8)) {
      case 0:
      case 1:
      case 2:
        tip_.node = graph_.add(fresh("relu"), Relu{}, {tip_.node});
        return true;
      case 3:
        tip_.node = graph_.add(fresh("relu6"), Relu6{}, {tip_.node});
        return true;
      case 4:
        tip_.node = graph_.add(fresh("clip"), Clip{-0.75, 1.5}, {tip_.node});
        return false;
      case 5:
        if (has_norm_) return false;  // needs more than 128 bits
        tip_.node = graph_.add(fresh("swish"), HardSwish{}, {tip_.node});
        has_curve_ = true;
        return false;
      case 6:
        tip_.node = graph_.add(fresh("sigmoid"), Sigmoid{}, {tip_.node});
        return true;
      case 7:
        tip_.node = graph_.add(fresh("hard_sigmoid"), HardSigmoid{}, {tip_.node});
        return true;
      default:
        return false;
    }
  }

  /// Batch norm, activation and Quantize after a linear op whose format is `format`.
  void finish_linear(const WeightFormat& format, std::int64_t taps) {
    has_norm_ = has_curve_ = false;
    add_batch_norm();
    const bool is_positive = add_activation();
    Fixed output = output_format(format, taps, !is_positive || rng_.flip(0.3));
    const RealOp& op = graph_[tip_.node].op;
    if (std::holds_alternative<Sigmoid>(op) || std::holds_alternative<HardSigmoid>(op))
      output = {false, pick(3, 8), pick(3, 8)};
    quantize_tip(output);
  }

  WindowAxis random_axis(std::int64_t length, bool keeps_length) {
    WindowAxis axis;
    axis.kernel = rng_.integer(1, std::min<std::int64_t>(4, length));
    if (rng_.flip(0.3) && 2 * (axis.kernel - 1) + 1 <= length) axis.dilation = 2;
    const std::int64_t span = axis.dilation * (axis.kernel - 1) + 1;
    if (keeps_length) {
      axis.pad_low = (span - 1) / 2;
      axis.pad_high = span - 1 - axis.pad_low;
      return axis;
    }
    axis.stride = rng_.integer(1, 3);
    axis.pad_low = rng_.integer(0, std::min<std::int64_t>(span - 1, 2));
    axis.pad_high = rng_.integer(0, std::min<std::int64_t>(span - 1, 2));
    return axis;
  }

  Window random_window(bool keeps_length) {
    Window window;
    for (int i = 0; i + 1 < shape().rank(); ++i) window.axes.push_back(random_axis(shape()[i], keeps_length));
    return window;
  }

  void add_convolution(bool keeps_shape) {
    const std::int64_t channels = shape().channels();
    Conv op;
    op.window = random_window(keeps_shape);
    op.filters = keeps_shape ? channels : rng_.integer(1, options_.max_channels);
    switch (pick(0, 3)) {
      case 0:  // depthwise
        op.groups = channels;
        op.filters = keeps_shape ? channels : channels * rng_.integer(1, 2);
        break;
      case 1:  // pointwise
        for (WindowAxis& axis : op.window.axes) axis = WindowAxis{};
        break;
      case 2:
        if (channels % 2 == 0 && op.filters % 2 == 0) op.groups = 2;
        break;
      default:
        break;
    }
    op.has_bias = rng_.flip(0.7);
    op.format = random_format(op.filters);
    Shape weights{op.filters};
    for (const WindowAxis& axis : op.window.axes) weights.dims.push_back(axis.kernel);
    weights.dims.push_back(channels / op.groups);
    const double limit = weight_limit(op.format);
    op.weights = random_tensor(weights, -limit, limit);
    if (op.has_bias) op.bias = random_tensor(Shape{op.filters}, -limit, limit);
    const std::int64_t taps = op.window.taps() * channels / op.groups;
    const WeightFormat format = op.format;
    tip_.node = graph_.add(fresh("conv"), std::move(op), {tip_.node});
    finish_linear(format, taps);
  }

  void add_dense(std::int64_t units, bool is_last) {
    Dense op;
    op.units = units;
    op.format = random_format(units);
    const double limit = weight_limit(op.format);
    const std::int64_t inputs = shape().size();
    op.weights = random_tensor(Shape{units, inputs}, -limit, limit);
    op.bias = random_tensor(Shape{units}, -limit, limit);
    const WeightFormat format = op.format;
    tip_.node = graph_.add(is_last ? "logits" : fresh("dense"), std::move(op), {tip_.node});
    if (!is_last) finish_linear(format, inputs);
  }

  void add_pool() {
    const Window window = random_window(false);
    if (rng_.flip(0.5)) {
      tip_.node = graph_.add(fresh("max"), MaxPool{window}, {tip_.node});
      return;
    }
    tip_.node = graph_.add(fresh("mean"), AvgPool{window, true}, {tip_.node});
    const int width_bits = average_width(window.taps(), 3);
    quantize_tip(
        {tip_.format.is_signed, width_bits, tip_.format.fraction_bits + pick(is_wide() ? 0 : -1, 1)});
  }

  void add_residual() {
    const Tip skip = tip_;
    add_convolution(true);
    const Fixed branch = tip_.format;
    tip_.node = graph_.add(fresh("add"), Add{}, {tip_.node, skip.node});
    if (rng_.flip(0.5)) tip_.node = graph_.add(fresh("relu"), Relu{}, {tip_.node});
    const int fraction = std::min(branch.fraction_bits, skip.format.fraction_bits);
    quantize_tip({true, width(4), fraction + pick(-1, 1)});
  }

  void add_concat() {
    const Tip skip = tip_;
    add_convolution(true);
    const Fixed branch = tip_.format;
    if (std::abs(branch.fraction_bits - skip.format.fraction_bits) > 16) return;
    tip_.node = graph_.add(fresh("concat"), Concat{}, {tip_.node, skip.node});
    quantize_tip({true, width(4), std::min(branch.fraction_bits, skip.format.fraction_bits) + pick(-1, 1)});
  }

  void add_layer() {
    const int kind = pick(0, 9);
    if (shape().rank() == 1) return add_dense(rng_.integer(1, options_.max_channels), false);
    if (kind == 0) return add_pool();
    if (kind == 1 && options_.allow_joins) return add_residual();
    if (kind == 2 && options_.allow_joins && shape().channels() <= options_.max_channels) return add_concat();
    if (kind == 3 && rng_.flip(0.5)) {
      tip_.node = graph_.add(fresh("flatten"), Flatten{}, {tip_.node});
      return;
    }
    add_convolution(false);
  }

  void add_head() {
    if (shape().rank() > 1 && rng_.flip(0.5)) {
      const std::int64_t count = shape().size() / shape().channels();
      tip_.node = graph_.add("pool", GlobalAvgPool{}, {tip_.node});
      const int width_bits = average_width(count, 4);
      quantize_tip({tip_.format.is_signed, width_bits, tip_.format.fraction_bits + pick(0, 1)});
    } else if (shape().rank() > 1) {
      tip_.node = graph_.add("flatten", Flatten{}, {tip_.node});
    }
    add_dense(rng_.integer(2, 5), true);
    if (rng_.flip(0.6)) {
      graph_.add_output("class", graph_.add("class", ArgMax{}, {tip_.node}));
      if (rng_.flip(0.5)) graph_.add_output("logits", tip_.node);
    } else {
      graph_.add_output("logits", tip_.node);
    }
  }

  static constexpr int kNamesAhead = 64;  ///< draws that few graphs reach
  static constexpr int kBlock = 5;        ///< names that begin with the same part

  Rng& rng_;
  const RandomOptions& options_;
  bool has_paths_;
  Graph graph_;
  Tip tip_;
  int count_ = 0;
  bool has_norm_ = false, has_curve_ = false;
};

}  // namespace

Graph random_graph(Rng& rng, const RandomOptions& options) { return Grower(rng, options).grow(); }

IntGraph random_int_graph(Rng& rng, const RandomOptions& options) {
  Result<IntGraph> graph = to_integer(random_graph(rng, options));
  KNAP_CHECK(graph.ok(), to_string(graph.error()));
  return *std::move(graph);
}

std::vector<IntTensor> random_inputs(const IntGraph& graph, Rng& rng) {
  std::vector<IntTensor> inputs;
  for (const NodeId id : graph.inputs()) {
    const Interval codes = std::get<integer::Input>(graph[id].op).format.codes();
    IntTensor tensor(graph[id].shape);
    const std::int64_t style = rng.integer(0, 7);
    for (std::int64_t& code : tensor.data) {
      if (style == 0)
        code = codes.low;
      else if (style == 1)
        code = codes.high;
      else if (style == 2)
        code = rng.flip(0.5) ? codes.low : codes.high;
      else
        code = rng.integer(codes.low, codes.high);
    }
    inputs.push_back(std::move(tensor));
  }
  return inputs;
}

}  // namespace knap::net
