#include "net/build/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/diagnostics.h"
#include "net/build/window.h"
#include "net/ir/verify.h"

namespace knap::net {

namespace {

class Builder {
 public:
  Builder(const NetworkSpec& spec, const std::string& name, const std::string& file)
      : spec_(spec), file_(file) {
    graph_.name = name;
  }

  Result<Graph> run(const Input& input) {
    at_ = fmt::format("{}: the samples", file_);
    Tip samples{{}, false, !input.format.is_signed, 0};
    KNAP_ASSIGN(samples.node, add("input", input, {}));
    values_["input"] = samples;
    order_.push_back("input");
    if (spec_.layers.empty()) return Error(diag::kImpossible, file_, "the network has no [[network.layer]]");
    for (std::size_t i = 0; i < spec_.layers.size(); ++i) KNAP_TRY(add_layer(i));
    const Tip& last = values_.at(order_.back());
    const bool is_class = spec_.layers.back().kind == LayerKind::ArgMax;
    if (is_class || last.is_sum) {
      graph_.add_output(is_class ? "class" : "logits", last.node);
    } else {
      KNAP_ASSIGN(const NodeId node, quantised(order_.back()));
      graph_.add_output("logits", node);
    }
    KNAP_TRY(verify(graph_));
    return std::move(graph_);
  }

 private:
  /// What a layer's name stands for.
  struct Tip {
    NodeId node;
    bool is_raw = false;       ///< needs a Quantize before anything but a unary layer reads it
    bool is_positive = false;  ///< never negative
    int bits = 0;              ///< width of the Quantize to come; 0 = none (float)
    bool is_sum = false;       ///< the plain sums of a linear layer
  };
  Error error(const DiagnosticKind& kind, std::string message) const {
    return {kind, at_, std::move(message)};
  }
  Error error(const Value& value, std::string message) const {
    return {diag::kWrongType, value.position.line > 0 ? to_string(file_, value.position) : at_,
            std::move(message)};
  }

  Result<NodeId> add(const std::string& node_name, RealOp op, std::vector<NodeId> inputs) {
    const Result<Shape> shape = check_node(graph_, node_name, op, inputs);
    if (!shape) return error(diag::kImpossible, shape.error().first().message);
    return graph_.add(node_name, std::move(op), std::move(inputs));
  }

  std::string layer_name(const LayerSpec& layer) {
    const std::string kind(kLayerKindNames.at(static_cast<std::size_t>(layer.kind)));
    const int number = ++counts_[kind];
    return layer.name.empty() ? fmt::format("{}{}", kind, number) : layer.name;
  }

  Result<void> add_layer(std::size_t index) {
    const LayerSpec& layer = spec_.layers[index];
    const std::string name = layer_name(layer);
    at_ = fmt::format("{}: network.layer[{}] '{}'", file_, index, name);
    if (!is_legal_name(name) || name.find_first_of("./") != std::string::npos)  // "." and "/" are ours
      return error(diag::kWrongType, "a name is letters, digits and _, not beginning with a digit");
    if (values_.count(name) > 0) return error(diag::kImpossible, "another layer has this name");
    KNAP_TRY(check_keys(layer));
    KNAP_ASSIGN(const std::vector<std::string> operands, operand_names(layer));
    KNAP_ASSIGN(const Tip tip, make_layer(name, layer, operands));
    values_[name] = tip;
    order_.push_back(name);
    return {};
  }

  /// A key that the layer's kind does not use is a misunderstanding.
  Result<void> check_keys(const LayerSpec& l) const {
    const bool is_conv = l.kind == LayerKind::Conv || l.kind == LayerKind::Depthwise;
    const bool is_linear = is_conv || l.kind == LayerKind::Pointwise || l.kind == LayerKind::Dense;
    const bool is_pool = l.kind == LayerKind::MaxPool || l.kind == LayerKind::AvgPool;
    const struct {
      const char* key;
      bool is_set, is_used;
    } keys[] = {
        {"filters", l.filters != 0, l.kind == LayerKind::Conv || l.kind == LayerKind::Pointwise},
        {"units", l.units != 0, l.kind == LayerKind::Dense},
        {"multiplier", l.multiplier != 1, l.kind == LayerKind::Depthwise},
        {"groups", l.groups != 1, l.kind == LayerKind::Conv || l.kind == LayerKind::Pointwise},
        {"kernel", !l.kernel.is_nothing(), is_conv || is_pool},
        {"stride", !l.stride.is_nothing(), is_conv || is_pool || l.kind == LayerKind::Pointwise},
        {"dilation", !l.dilation.is_nothing(), is_conv || is_pool},
        {"padding", !l.padding.is_nothing(), is_conv || is_pool},
        {"activation", l.activation.has_value(), is_linear || l.kind == LayerKind::Add},
        {"batch_norm", l.batch_norm.has_value(), is_linear},
        {"per_channel", l.per_channel.has_value(), is_linear},
        {"bias", l.bias.has_value(), is_linear},
        {"weight_bits", l.weight_bits.has_value(), is_linear},
        {"fraction_bits", l.fraction_bits.has_value(), l.kind == LayerKind::Quantize},
        {"signed", l.is_signed.has_value(), l.kind == LayerKind::Quantize},
    };
    for (const auto& key : keys)
      if (key.is_set && !key.is_used)
        return error(diag::kUnknownKey,
                     fmt::format("a layer of kind {} has no {}",
                                 kLayerKindNames.at(static_cast<std::size_t>(l.kind)), key.key));
    return {};
  }

  Result<std::string> known_name(const Value& value) const {
    const auto* text = std::get_if<std::string>(&value.data);
    if (!text) return error(value, "'from' names a layer, or a list of layers");
    if (values_.count(*text) > 0) return *text;
    return Error(
        diag::kUnknownName, value.position.line > 0 ? to_string(file_, value.position) : at_,
        fmt::format("no layer before this one is named '{}'; there are {}", *text, fmt::join(order_, ", ")));
  }

  Result<std::vector<std::string>> operand_names(const LayerSpec& layer) const {
    const bool is_join = layer.kind == LayerKind::Add || layer.kind == LayerKind::Concat;
    std::vector<std::string> names;
    if (const auto* list = std::get_if<ValueArray>(&layer.from.data)) {
      for (const Value& item : *list) {
        KNAP_ASSIGN(std::string found, known_name(item));
        names.push_back(std::move(found));
      }
    } else if (!layer.from.is_nothing()) {
      if (is_join) names.push_back(order_.back());
      KNAP_ASSIGN(std::string found, known_name(layer.from));
      names.push_back(std::move(found));
    } else {
      names.push_back(order_.back());
    }
    if (is_join && names.size() < 2)
      return error(diag::kImpossible, "needs 'from', the layer that it joins to the one before");
    if (!is_join && names.size() != 1)
      return error(diag::kImpossible, "reads one layer; 'from' names several");
    return names;
  }

  /// The node of a name, quantised first where it must be.
  Result<NodeId> quantised(const std::string& name) {
    Tip& tip = values_.at(name);
    if (!tip.is_raw || tip.bits == 0) return tip.node;
    KNAP_ASSIGN(tip.node, add(name + ".quantize", default_quantize(tip.bits, tip.is_positive), {tip.node}));
    tip.is_raw = false;
    tip.is_sum = false;
    return tip.node;
  }

  /// Range [-1, 1) or [0, 1) until training finds the binary point.
  RealOp default_quantize(int bits, bool is_positive) const {
    Quantize op;
    op.format = {!is_positive, bits, is_positive ? bits : bits - 1};
    op.range = spec_.ranges;
    return op;
  }

  static RealOp activation_op(Activation activation) {
    switch (activation) {
      case Activation::Relu:
        return Relu{};
      case Activation::Relu6:
        return Relu6{};
      case Activation::HardSwish:
        return HardSwish{};
      case Activation::HardSigmoid:
        return HardSigmoid{};
      case Activation::Sigmoid:
        return Sigmoid{};
      case Activation::None:
        break;
    }
    return Relu{};
  }
  static bool is_positive(Activation a) {
    return a == Activation::Relu || a == Activation::Relu6 || a == Activation::HardSigmoid ||
           a == Activation::Sigmoid;
  }

  int activation_bits(const LayerSpec& layer) const {
    return layer.activation_bits.value_or(spec_.activation_bits);
  }

  Result<Tip> add_activation(const std::string& name, Tip tip, Activation activation) {
    if (activation == Activation::None) return tip;
    const std::string_view word = kActivationNames.at(static_cast<std::size_t>(activation));
    KNAP_ASSIGN(tip.node, add(fmt::format("{}.{}", name, word), activation_op(activation), {tip.node}));
    tip.is_positive = is_positive(activation);
    tip.is_sum = false;
    return tip;
  }

  Result<Tip> make_layer(const std::string& name, const LayerSpec& layer,
                         const std::vector<std::string>& from) {
    switch (layer.kind) {
      case LayerKind::Conv:
      case LayerKind::Depthwise:
      case LayerKind::Pointwise:
      case LayerKind::Dense:
        return make_linear(name, layer, from[0]);
      case LayerKind::Quantize:
        return make_quantize(name, layer, from[0]);
      case LayerKind::BatchNorm:
        return make_unary(name, BatchNorm{}, layer, from[0], false);
      case LayerKind::Relu:
        return make_unary(name, Relu{}, layer, from[0], true);
      case LayerKind::Relu6:
        return make_unary(name, Relu6{}, layer, from[0], true);
      case LayerKind::Clip:
        return make_unary(name, Clip{layer.low, layer.high}, layer, from[0], layer.low >= 0);
      case LayerKind::HardSwish:
        return make_unary(name, HardSwish{}, layer, from[0], false);
      case LayerKind::HardSigmoid:
        return make_unary(name, HardSigmoid{}, layer, from[0], true);
      case LayerKind::Sigmoid:
        return make_unary(name, Sigmoid{}, layer, from[0], true);
      case LayerKind::MaxPool:
      case LayerKind::AvgPool:
      case LayerKind::GlobalAvgPool:
        return make_pool(name, layer, from[0]);
      case LayerKind::Flatten:
        return make_flatten(name, from[0]);
      case LayerKind::Add:
      case LayerKind::Concat:
        return make_join(name, layer, from);
      case LayerKind::ArgMax:
        return make_arg_max(name, from[0]);
    }
    return error(diag::kImpossible, "is of an unknown kind");
  }

  WeightFormat weight_format(const LayerSpec& layer) const {
    WeightFormat format;
    format.width_bits = layer.weight_bits.value_or(spec_.weight_bits);
    format.granularity =
        layer.per_channel.value_or(spec_.per_channel) ? Granularity::Axis : Granularity::Tensor;
    format.bias_width_bits = spec_.bias_bits;
    return format;
  }

  /// The last linear layer (nothing but an arg-max after it) gives logits: no default activation.
  bool is_last_linear(const LayerSpec& layer) const {
    const auto is_later_linear = [&](const LayerSpec& other) {
      return &other > &layer && (other.kind == LayerKind::Conv || other.kind == LayerKind::Depthwise ||
                                 other.kind == LayerKind::Pointwise || other.kind == LayerKind::Dense);
    };
    return std::none_of(spec_.layers.begin(), spec_.layers.end(), is_later_linear);
  }

  Result<Tip> make_linear(const std::string& name, const LayerSpec& layer, const std::string& from) {
    KNAP_ASSIGN(const NodeId x, quantised(from));
    const bool is_dense = layer.kind == LayerKind::Dense;
    const bool is_last = is_last_linear(layer);
    const bool has_norm = layer.batch_norm.value_or(spec_.batch_norm && !is_dense && !is_last);
    RealOp op;
    if (is_dense) {
      if (layer.units < 1) return error(diag::kImpossible, "needs 'units', the number of outputs");
      op = Dense{layer.units, !has_norm && layer.bias.value_or(true), weight_format(layer), nullptr, nullptr};
    } else {
      KNAP_ASSIGN(op, make_convolution(layer, graph_[x].shape, has_norm));
    }
    Tip tip{{}, true, false, activation_bits(layer), true};
    KNAP_ASSIGN(tip.node, add(name, std::move(op), {x}));
    if (has_norm) {
      KNAP_ASSIGN(tip.node, add(name + ".norm", BatchNorm{}, {tip.node}));
      tip.is_sum = false;
    }
    return add_activation(name, tip,
                          layer.activation.value_or(is_last ? Activation::None : spec_.activation));
  }

  Result<RealOp> make_convolution(const LayerSpec& layer, const Shape& shape, bool has_norm) const {
    Conv op;
    op.has_bias = !has_norm && layer.bias.value_or(true);
    op.format = weight_format(layer);
    op.groups = layer.groups;
    op.filters = layer.filters;
    if (layer.kind == LayerKind::Depthwise) {
      op.groups = shape.channels();
      op.filters = shape.channels() * layer.multiplier;
    } else if (layer.filters < 1) {
      return error(diag::kImpossible, "needs 'filters', the number of output channels");
    }
    const WindowWords words{layer.kernel, layer.stride, layer.dilation, layer.padding};
    const WindowUse use = layer.kind == LayerKind::Pointwise ? WindowUse::Pointwise : WindowUse::Convolution;
    KNAP_ASSIGN(op.window, make_window(words, use, shape, file_, at_));
    return RealOp{op};
  }

  Result<Tip> make_quantize(const std::string& name, const LayerSpec& layer, const std::string& from) {
    const Tip x = values_.at(from);
    const int bits = activation_bits(layer);
    if (bits == 0) return error(diag::kImpossible, "needs 'activation_bits' above 0");
    const bool is_signed = layer.is_signed.value_or(!x.is_positive);
    Quantize op;
    op.format = {is_signed, bits, layer.fraction_bits.value_or(is_signed ? bits - 1 : bits)};
    op.range = layer.fraction_bits ? Quantize::Range::Given : spec_.ranges;
    Tip tip{{}, false, !is_signed, 0, false};
    KNAP_ASSIGN(tip.node, add(name, op, {x.node}));
    return tip;
  }

  /// Works on the operand before its Quantize where that does not exist yet.
  Result<Tip> make_unary(const std::string& name, RealOp op, const LayerSpec& layer, const std::string& from,
                         bool positive) {
    Tip tip{values_.at(from).node, true, positive, activation_bits(layer), false};
    KNAP_ASSIGN(tip.node, add(name, std::move(op), {tip.node}));
    return tip;
  }

  Result<Tip> make_pool(const std::string& name, const LayerSpec& layer, const std::string& from) {
    KNAP_ASSIGN(const NodeId x, quantised(from));
    RealOp op = GlobalAvgPool{};
    if (layer.kind != LayerKind::GlobalAvgPool) {
      const WindowWords words{layer.kernel, layer.stride, layer.dilation, layer.padding};
      KNAP_ASSIGN(const Window window, make_window(words, WindowUse::Pool, graph_[x].shape, file_, at_));
      op = layer.kind == LayerKind::MaxPool ? RealOp{MaxPool{window}}
                                            : RealOp{AvgPool{window, layer.count_padding}};
    }
    const bool is_raw = layer.kind != LayerKind::MaxPool;
    Tip tip{{}, is_raw, values_.at(from).is_positive, is_raw ? activation_bits(layer) : 0, false};
    KNAP_ASSIGN(tip.node, add(name, std::move(op), {x}));
    return tip;
  }

  Result<Tip> make_flatten(const std::string& name, const std::string& from) {
    KNAP_ASSIGN(const NodeId x, quantised(from));
    Tip tip{{}, false, values_.at(from).is_positive, 0, false};
    KNAP_ASSIGN(tip.node, add(name, Flatten{}, {x}));
    return tip;
  }

  Result<Tip> make_join(const std::string& name, const LayerSpec& layer,
                        const std::vector<std::string>& from) {
    Tip tip{{}, true, true, activation_bits(layer), false};
    std::vector<NodeId> operands;
    for (const std::string& operand : from) {
      KNAP_ASSIGN(const NodeId x, quantised(operand));
      operands.push_back(x);
      tip.is_positive = tip.is_positive && values_.at(operand).is_positive;
    }
    KNAP_ASSIGN(tip.node,
                add(name, layer.kind == LayerKind::Add ? RealOp{Add{}} : RealOp{Concat{}}, operands));
    return add_activation(name, tip, layer.activation.value_or(Activation::None));
  }

  /// Sums go into the arg-max as they are; anything else is quantised before.
  Result<Tip> make_arg_max(const std::string& name, const std::string& from) {
    NodeId x = values_.at(from).node;
    if (!values_.at(from).is_sum) {
      KNAP_ASSIGN(x, quantised(from));
    }
    Tip tip{{}, false, true, 0, false};
    KNAP_ASSIGN(tip.node, add(name, ArgMax{}, {x}));
    return tip;
  }

  const NetworkSpec& spec_;
  const std::string& file_;
  Graph graph_;
  std::string at_;  ///< the layer, for messages
  std::map<std::string, Tip> values_;
  std::vector<std::string> order_;  ///< names in the order of the layers
  std::map<std::string, int> counts_;
};

}  // namespace

Result<Graph> build(const NetworkSpec& spec, const Input& input, const std::string& name,
                    const std::string& file) {
  return Builder(spec, name, file).run(input);
}

}  // namespace knap::net
