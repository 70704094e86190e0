#include "net/passes/to_integer.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "net/ir/operators.h"
#include "net/ir/rebuild.h"
#include "net/passes/chain.h"
#include "net/passes/table.h"

namespace knap::net {

namespace {

/// What a real node has become: an integer node, its scale, and unary ops that still wait for their Quantize.
struct Value {
  NodeId node;
  Scale scale;
  UnaryOps pending;
};

/// Why it is right: after node v of the real graph, values_[v] = (n, scale, pending) says that on every input
///     value of v  =  pending(code of n * 2^-scale.fraction_bits[channel] / scale.divisor)
/// holds exactly, element by element, and intervals_[n] contains every code of n. Each operator keeps this:
///   - an Input by the meaning of its format; a Quantize because Steps is Quantize after pending on the whole
///     interval (chain.cc), whereupon nothing is pending;
///   - a unary operator is only appended to pending;
///   - a linear operator because its weights and bias are integers times their steps (net/ir/scale.h) and a
///     sum of integer products within 62 bits has no rounding; its operand must have nothing pending;
///   - joins because both sides are shifted left to the finer step, which loses nothing;
///   - a maximum because it commutes with a pending function that never falls, and with a scale, which is the
///     same for all elements of a channel; a Reshape because it moves elements and a pending function that is
///     the same for all channels does not care;
///   - an average because it is the sum with a divisor; the power of two in its count goes to fraction_bits.
/// What fits none of these lines is refused, with the node's name.
///
/// Why it ends: one step per node, in topological order. may_differ_by_channel looks ahead along unary
/// operators and pools to the Quantize behind them; readers come later in the graph, so that it ends too.
///
/// What it costs: a few operations per weight, and make_steps per Quantize, which dominates (chain.cc).
class Converter {
 public:
  using Out = Rebuilt<RealOp, IntOp>;
  explicit Converter(const Graph& graph) : real_(graph) {}

  Result<IntegerConversion> run() {
    const auto step = [&](Out& out, NodeId id) -> Result<void> {
      out_ = &out;
      KNAP_ASSIGN(Value value, convert(id));
      out.alias(id, value.node);
      values_.push_back(std::move(value));
      return {};
    };
    KNAP_ASSIGN(IntGraph graph, rebuild_as<IntOp>(real_, step));
    for (const GraphOutput& output : real_.outputs())
      if (!values_.at(output.node.index).pending.empty())
        return error(output.node, "is an output after an activation; quantise it before");
    KNAP_TRY(verify(graph));
    return IntegerConversion{std::move(graph), std::move(scales_)};
  }

 private:
  Error error(NodeId id, std::string message) const {
    return {diag::kBadModel, real_[id].name, std::move(message)};
  }
  const Value& operand(NodeId id, std::size_t i = 0) const {
    return values_.at(real_[id].inputs.at(i).index);
  }

  /// Appends a node and its exact interval.
  Result<NodeId> append(const std::string& name, IntOp op, std::vector<NodeId> inputs, const Scale& scale) {
    const IntGraph& graph = out_->graph();
    KNAP_TRY(check_node(graph, name, op, inputs));
    const NodeId id = out_->add(name, std::move(op), std::move(inputs));
    const IntGraph::Node& node = graph[id];
    std::vector<Shape> shapes;
    std::vector<Interval> operands;
    for (const NodeId input : node.inputs) {
      shapes.push_back(graph[input].shape);
      operands.push_back(intervals_.at(input.index));
    }
    const IntervalOperands all{operands, shapes, node.shape, node.name};
    KNAP_ASSIGN(const WideInterval wide,
                std::visit([&](const auto& o) { return integer::range(o, all); }, node.op));
    const Wide limit = Wide{1} << 61;
    if (wide.low < -limit || wide.high >= limit)
      return Error(diag::kBadModel, name, "a value could leave 62 bits; use narrower weights or activations");
    intervals_.push_back({static_cast<std::int64_t>(wide.low), static_cast<std::int64_t>(wide.high)});
    scales_.push_back(scale);
    return id;
  }

  Result<Value> append_value(NodeId id, IntOp op, std::vector<NodeId> inputs, Scale scale,
                             UnaryOps pending = {}) {
    KNAP_ASSIGN(const NodeId node, append(real_[id].name, std::move(op), std::move(inputs), scale));
    return Value{node, std::move(scale), std::move(pending)};
  }

  Result<void> expect_plain(NodeId id, const char* what) const {
    for (std::size_t i = 0; i < real_[id].inputs.size(); ++i)
      if (!operand(id, i).pending.empty())
        return error(id, fmt::format("{} reads '{}' after an activation; quantise it before", what,
                                     real_[real_[id].inputs[i]].name));
    return {};
  }

  Result<Value> convert(NodeId id) {
    return match(
        real_[id].op,
        [&](const Input& op) {
          return append_value(id, integer::Input{op.shape, op.format}, {},
                              Scale{{op.format.fraction_bits}, 1});
        },
        [&](const Quantize& op) { return convert_quantize(id, op); },
        [&](const Dense& op) { return convert_linear(id, op); },
        [&](const Conv& op) { return convert_linear(id, op); },
        [&](const BatchNorm& op) -> Result<Value> {
          if (!op.gamma || !op.beta || !op.mean || !op.variance) return error(id, "has no parameters yet");
          return with_pending(id, op);
        },
        [&](const Relu& op) { return with_pending(id, op); },
        [&](const Relu6& op) { return with_pending(id, op); },
        [&](const Clip& op) { return with_pending(id, op); },
        [&](const HardSwish& op) { return with_pending(id, op); },
        [&](const HardSigmoid& op) { return with_pending(id, op); },
        [&](const Sigmoid& op) { return with_pending(id, op); }, [&](const Add&) { return convert_add(id); },
        [&](const MaxPool& op) { return convert_max_pool(id, op); },
        [&](const AvgPool& op) { return convert_avg_pool(id, op); },
        [&](const GlobalAvgPool&) { return convert_global_avg_pool(id); },
        [&](const Flatten&) { return convert_reshape(id); },
        [&](const Reshape&) { return convert_reshape(id); },
        [&](const Concat&) { return convert_concat(id); },
        [&](const ArgMax&) -> Result<Value> {
          KNAP_TRY(expect_plain(id, "the arg-max"));
          return append_value(id, integer::ArgMax{}, {operand(id).node}, Scale{});
        });
  }

  Result<Value> with_pending(NodeId id, UnaryOp op) {
    Value value = operand(id);
    value.pending.push_back(std::move(op));
    return value;
  }

  Result<Value> convert_quantize(NodeId id, const Quantize& op) {
    const Value& x = operand(id);
    KNAP_ASSIGN(knap::Steps steps, make_steps(x.pending, op, x.scale, intervals_.at(x.node.index),
                                              real_[id].shape.channels(), real_[id].name));
    const integer::Steps function{std::make_shared<const knap::Steps>(std::move(steps))};
    return append_value(id, function, {x.node}, Scale{{op.format.fraction_bits}, 1});
  }

  /// Whether every reader takes channels one by one up to a Quantize, so that each channel may keep a scale
  /// of its own.
  bool may_differ_by_channel(NodeId id) const {
    for (const GraphOutput& output : real_.outputs())
      if (output.node == id) return false;
    const std::vector<NodeId> users = real_.users(id);
    return std::all_of(users.begin(), users.end(), [&](NodeId user) {
      const RealOp& op = real_[user].op;
      if (std::holds_alternative<Quantize>(op)) return true;
      const bool by_channel = is_unary(op) || std::holds_alternative<MaxPool>(op) ||
                              std::holds_alternative<AvgPool>(op) ||
                              std::holds_alternative<GlobalAvgPool>(op);
      return by_channel && may_differ_by_channel(user);
    });
  }

  /// Brings all channels to the finest scale by shifting weights and biases left; returns the greatest shift.
  static int align_channels(IntTensor& weights, IntTensor& bias, Scale& scale) {
    const int finest = scale.max_fraction_bits();
    const std::int64_t outputs = bias.size(), per_output = weights.size() / outputs;
    int widest = 0;
    for (std::int64_t o = 0; o < outputs; ++o) {
      const int shift = finest - scale.at(o);
      widest = std::max(widest, shift);
      bias[o] = checked_shift_left(bias[o], shift);
      for (std::int64_t i = 0; i < per_output; ++i)
        weights[o * per_output + i] = checked_shift_left(weights[o * per_output + i], shift);
    }
    scale = Scale{{finest}, 1};
    return widest;
  }

  template <class Op>
  Result<Value> convert_linear(NodeId id, const Op& op) {
    const Value& x = operand(id);
    KNAP_TRY(expect_plain(id, "a linear operator"));
    if (x.scale.divisor != 1) return error(id, "reads an average that was not quantised; quantise it before");
    if (!op.weights || (op.has_bias && !op.bias)) return error(id, "has no weights yet");
    if (op.format.width_bits == 0) return error(id, "has float weights; give it a weight width");
    if (op.format.fraction_bits.empty())
      return error(id, "has weights without a scale; calibrate them first");
    Scale scale = accumulator_scale(op.format, x.scale);
    const auto [least, most] = std::minmax_element(scale.fraction_bits.begin(), scale.fraction_bits.end());
    const int spread = *most - *least;
    IntTensor weights = weight_codes(*op.weights, op.format);
    IntTensor bias = bias_codes(op.has_bias ? op.bias : nullptr, weights.shape[0], op.format, x.scale);
    int width_bits = op.format.width_bits;
    if (spread == 0) {
      scale.fraction_bits.resize(1);
    } else if (!may_differ_by_channel(id)) {
      if (op.format.width_bits + spread > 60 || op.format.bias_width_bits + spread > 61)
        return error(
            id, fmt::format("its channels' scales differ by 2^{}: too far for one common scale", spread));
      width_bits += align_channels(weights, bias, scale);
    }
    return append_value(id, make_linear(op, std::move(weights), std::move(bias), width_bits), {x.node},
                        scale);
  }

  static IntOp make_linear(const Dense& op, IntTensor weights, IntTensor bias, int width_bits) {
    return integer::MatVec{std::make_shared<const IntTensor>(std::move(weights)),
                           std::make_shared<const IntTensor>(std::move(bias)), width_bits, op.mask};
  }
  static IntOp make_linear(const Conv& op, IntTensor weights, IntTensor bias, int width_bits) {
    return integer::Conv{std::make_shared<const IntTensor>(std::move(weights)),
                         std::make_shared<const IntTensor>(std::move(bias)),
                         op.window,
                         op.groups,
                         0,
                         width_bits,
                         op.mask};
  }

  Result<Value> convert_add(NodeId id) {
    KNAP_TRY(expect_plain(id, "the sum"));
    const Value &a = operand(id, 0), &b = operand(id, 1);
    if (a.scale.divisor != b.scale.divisor)
      return error(id, "adds averages over unlike counts; quantise them before");
    const int fa = a.scale.max_fraction_bits(), fb = b.scale.max_fraction_bits(), common = std::max(fa, fb);
    if (common - std::min(fa, fb) > 40)
      return error(id, fmt::format("the scales of its operands differ by 2^{}", common - std::min(fa, fb)));
    return append_value(id, integer::Add{common - fa, common - fb}, {a.node, b.node},
                        Scale{{common}, a.scale.divisor});
  }

  Result<Value> convert_concat(NodeId id) {
    KNAP_TRY(expect_plain(id, "the concatenation"));
    Scale common = operand(id).scale;
    for (std::size_t i = 0; i < real_[id].inputs.size(); ++i) {
      const Scale& scale = operand(id, i).scale;
      if (scale.divisor != common.divisor)
        return error(id, "joins averages over unlike counts; quantise them before");
      common.fraction_bits = {std::max(common.max_fraction_bits(), scale.max_fraction_bits())};
    }
    std::vector<NodeId> inputs;
    for (std::size_t i = 0; i < real_[id].inputs.size(); ++i) {
      KNAP_ASSIGN(const NodeId aligned, align_operand(id, i, common));
      inputs.push_back(aligned);
    }
    return append_value(id, integer::Concat{}, std::move(inputs), common);
  }

  /// The operand times a power of two, as Steps named "<node>.align<i>".
  Result<NodeId> align_operand(NodeId id, std::size_t i, const Scale& common) {
    const Value& x = operand(id, i);
    const int shift = common.max_fraction_bits() - x.scale.max_fraction_bits();
    if (shift == 0) return x.node;
    const Interval domain = intervals_.at(x.node.index);
    if (shift > 30 || domain.count() > (std::int64_t{1} << 20))
      return error(
          id, fmt::format("operand {} is too wide to be brought to the common scale; quantise it before", i));
    ClosedForm form;
    form.multiply = std::int64_t{1} << shift;
    form.clamp = shift_left(domain, shift);
    KNAP_ASSIGN(knap::Steps steps, knap::Steps::from_closed(domain, {form}));
    return append(out_->fresh_name(fmt::format("{}.align{}", real_[id].name, i)),
                  integer::Steps{std::make_shared<const knap::Steps>(std::move(steps))}, {x.node}, common);
  }

  Result<Value> convert_max_pool(NodeId id, const MaxPool& op) {
    const Value& x = operand(id);
    if (!is_non_decreasing(x.pending))
      return error(id, "takes the maximum after an activation that can fall; quantise it before");
    return append_value(id, integer::MaxPool{op.window}, {x.node}, x.scale, x.pending);
  }

  Result<Value> convert_avg_pool(NodeId id, const AvgPool& op) {
    KNAP_TRY(expect_plain(id, "the average"));
    if (!op.count_padding && is_padded(op.window))
      return error(
          id, "its divisor depends on the position (padding is not counted); count the padding or remove it");
    const Scale scale = divided(operand(id).scale, op.window.taps());
    if (scale.divisor > kMaxDivisor) return error(id, "averages over too many taps");
    return append_value(id, integer::SumPool{op.window}, {operand(id).node}, scale);
  }

  Result<Value> convert_global_avg_pool(NodeId id) {
    KNAP_TRY(expect_plain(id, "the average"));
    const Shape& shape = real_[real_[id].inputs[0]].shape;
    const Scale scale = divided(operand(id).scale, shape.size() / shape.channels());
    if (scale.divisor > kMaxDivisor) return error(id, "averages over too many positions");
    return append_value(id, integer::GlobalSumPool{}, {operand(id).node}, scale);
  }

  Result<Value> convert_reshape(NodeId id) {
    const Value& x = operand(id);
    if (is_per_channel(x.pending))
      return error(id, "reshapes between a batch norm and its quantise; swap them");
    return append_value(id, integer::Reshape{real_[id].shape}, {x.node}, x.scale, x.pending);
  }

  static constexpr std::int64_t kMaxDivisor = std::int64_t{1} << 31;
  const Graph& real_;
  Out* out_ = nullptr;               ///< the integer graph while it grows
  std::vector<Value> values_;        ///< of the real nodes
  std::vector<Scale> scales_;        ///< of the integer nodes
  std::vector<Interval> intervals_;  ///< of the integer nodes
};

}  // namespace

Result<IntegerConversion> convert_to_integer(const Graph& graph) {
  KNAP_TRY(verify(graph));
  return Converter(graph).run();
}

Result<IntGraph> to_integer(const Graph& graph) {
  KNAP_ASSIGN(IntegerConversion conversion, convert_to_integer(graph));
  return run_passes(int_passes(), std::move(conversion.graph));
}

}  // namespace knap::net
