#include "net/build/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/diagnostics.h"
#include "net/build/layers.h"
#include "net/build/window.h"
#include "net/ir/verify.h"

namespace knap::net {

namespace {

constexpr std::size_t kLongestName = 64;  // names of modules and memory files are made of it

class Builder {
 public:
  Builder(const NetworkSpec& spec, const std::string& name) : spec_(spec), names_(layer_names(spec)) {
    graph_.name = name;
  }

  Result<Graph> run(const Input& input) {
    Tip samples{{}, false, !input.format.is_signed, 0};
    if (const Result<Shape> shape = check_node(graph_, "input", RealOp{input}, {}); !shape)
      return Error(
          diag::kImpossible, "data.shape",
          fmt::format("a record of shape {} {}", to_string(input.shape), shape.error().first().message));
    samples.node = graph_.add("input", input, {});
    values_["input"] = samples;
    order_.push_back("input");
    if (spec_.layers.empty())
      return Error(diag::kImpossible, "network.layer", "the network has no [[network.layer]]");
    for (index_ = 0; index_ < spec_.layers.size(); ++index_) KNAP_TRY(add_layer());
    KNAP_TRY(check_users());
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
    bool is_class = false;     ///< an arg-max
  };
  /// About the layer at hand, or about one of its keys.
  Error error(const DiagnosticKind& kind, std::string_view message, std::string_view key = {}) const {
    std::string where = fmt::format("network.layer[{}]", index_);
    if (!key.empty()) where += fmt::format(".{}", key);
    return {kind, std::move(where), fmt::format("layer '{}': {}", names_[index_], message)};
  }

  Result<NodeId> add(const std::string& node_name, RealOp op, std::vector<NodeId> inputs) {
    const Result<Shape> shape = check_node(graph_, node_name, op, inputs);
    if (!shape) return error(diag::kImpossible, shape.error().first().message);
    return graph_.add(node_name, std::move(op), std::move(inputs));
  }

  Result<void> add_layer() {
    const LayerSpec& layer = spec_.layers[index_];
    const std::string& name = names_[index_];
    if (!is_legal_name(name) || name.find_first_of("./") != std::string::npos)  // "." and "/" are ours
      return error(diag::kWrongType, "a name is letters, digits and _, not beginning with a digit", "name");
    if (name == "glue" || name == "in" || name == "out")
      return error(diag::kWrongType,
                   "glue, in and out are names of knap's own (what lies outside every layer, and the ends)",
                   "name");
    if (name.size() > kLongestName)
      return error(diag::kWrongType,
                   fmt::format("a name of {} letters; at most {} are possible", name.size(), kLongestName),
                   "name");
    if (values_.count(name) > 0) return error(diag::kImpossible, "another layer has this name", "name");
    KNAP_TRY(check_keys(layer));
    KNAP_ASSIGN(const std::vector<std::string> operands, operand_names(layer));
    for (const std::string& operand : operands) {
      read_.insert(operand);
      if (values_.at(operand).is_class) return class_is_read(operand);
    }
    KNAP_ASSIGN(const Tip tip, make_layer(name, layer, operands));
    values_[name] = tip;
    order_.push_back(name);
    return {};
  }

  /// The class that an arg_max gives is the network's answer, not a value to reckon with.
  Error class_is_read(const std::string& operand) {
    const std::string reader = names_[index_];
    index_ = static_cast<std::size_t>(std::find(names_.begin(), names_.end(), operand) - names_.begin());
    return error(
        diag::kImpossible,
        fmt::format("an arg_max gives the class and must be the last layer, but '{}' reads it", reader));
  }

  /// What a layer computes must be read by another, or be the network's output.
  Result<void> check_users() {
    std::vector<Diagnostic> found;
    for (index_ = 0; index_ + 1 < names_.size(); ++index_)
      if (read_.count(names_[index_]) == 0)
        found.push_back(
            error(diag::kImpossible, "nothing reads it; name it in a later layer's 'from', or leave it out")
                .first());
    if (!found.empty()) return Error(std::move(found));
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
        {"filters", l.filters.has_value(), l.kind == LayerKind::Conv || l.kind == LayerKind::Pointwise},
        {"units", l.units.has_value(), l.kind == LayerKind::Dense},
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
                                 kLayerKindNames.at(static_cast<std::size_t>(l.kind)), key.key),
                     key.key);
    return {};
  }

  Result<std::string> known_name(const Value& value, const std::string& key) const {
    const auto* text = std::get_if<std::string>(&value.data);
    if (!text) return error(diag::kWrongType, "'from' names a layer, or a list of layers", key);
    if (values_.count(*text) > 0) return *text;
    return error(
        diag::kUnknownName,
        fmt::format("no layer before it is named '{}'; there are {}", *text, fmt::join(order_, ", ")), key);
  }

  Result<std::vector<std::string>> operand_names(const LayerSpec& layer) const {
    const bool is_join = layer.kind == LayerKind::Add || layer.kind == LayerKind::Concat;
    std::vector<std::string> names;
    if (const auto* list = std::get_if<ValueArray>(&layer.from.data)) {
      for (std::size_t i = 0; i < list->size(); ++i) {
        KNAP_ASSIGN(std::string found, known_name((*list)[i], fmt::format("from[{}]", i)));
        names.push_back(std::move(found));
      }
    } else if (!layer.from.is_nothing()) {
      if (is_join) names.push_back(order_.back());
      KNAP_ASSIGN(std::string found, known_name(layer.from, "from"));
      names.push_back(std::move(found));
    } else {
      names.push_back(order_.back());
    }
    if (is_join && names.size() < 2)
      return error(
          diag::kImpossible,
          "joins several layers: 'from' names the one to join to the layer before, or all of them in a list",
          "from");
    if (!is_join && names.size() != 1)
      return error(diag::kImpossible, fmt::format("reads one layer; 'from' names {}", names.size()), "from");
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

  /// A bias has the fraction bits of the products. One that is too narrow for these would hold no value, or
  /// take the weights' fraction bits away; a wide one costs nothing, for hardware stores what is there.
  int default_bias_bits(int weight_bits) const {
    constexpr int kLeast = 16, kRoom = 8;
    const int product_bits = weight_bits + spec_.activation_bits;
    return product_bits <= kLeast ? kLeast : product_bits + kRoom;
  }

  WeightFormat weight_format(const LayerSpec& layer) const {
    WeightFormat format;
    format.width_bits = layer.weight_bits.value_or(spec_.weight_bits);
    format.granularity =
        layer.per_channel.value_or(spec_.per_channel) ? Granularity::Axis : Granularity::Tensor;
    format.bias_width_bits = spec_.bias_bits.value_or(default_bias_bits(format.width_bits));
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
      if (!layer.units) return error(diag::kImpossible, "needs 'units', the number of outputs", "units");
      op =
          Dense{*layer.units, !has_norm && layer.bias.value_or(true), weight_format(layer), nullptr, nullptr};
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
    op.filters = layer.filters.value_or(0);
    if (layer.kind == LayerKind::Depthwise) {
      op.groups = shape.channels();
      op.filters = shape.channels() * layer.multiplier;
    } else if (!layer.filters) {
      return error(diag::kImpossible, "needs 'filters', the number of output channels", "filters");
    }
    const WindowWords words{layer.kernel, layer.stride, layer.dilation, layer.padding};
    const WindowUse use = layer.kind == LayerKind::Pointwise ? WindowUse::Pointwise : WindowUse::Convolution;
    KNAP_ASSIGN(op.window, window(words, use, shape));
    return RealOp{op};
  }

  Result<Window> window(const WindowWords& words, WindowUse use, const Shape& shape) const {
    Result<Window> made = make_window(words, use, shape);
    if (made.ok()) return made;
    const Diagnostic& wrong = made.error().first();
    return error(*wrong.kind, wrong.message, wrong.where);
  }

  Result<Tip> make_quantize(const std::string& name, const LayerSpec& layer, const std::string& from) {
    const Tip x = values_.at(from);
    const int bits = activation_bits(layer);
    if (bits == 0) return error(diag::kImpossible, "needs 'activation_bits' above 0", "activation_bits");
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
      KNAP_ASSIGN(const Window window, window(words, WindowUse::Pool, graph_[x].shape));
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
    Tip tip{{}, false, true, 0, false, true};
    KNAP_ASSIGN(tip.node, add(name, ArgMax{}, {x}));
    return tip;
  }

  const NetworkSpec& spec_;
  std::vector<std::string> names_;  ///< of the layers
  std::size_t index_ = 0;           ///< of the layer at hand
  Graph graph_;
  std::set<std::string> read_;  ///< names that a layer reads
  std::map<std::string, Tip> values_;
  std::vector<std::string> order_;  ///< what a layer may read by now
};

}  // namespace

Result<Graph> build(const NetworkSpec& spec, const Input& input, const std::string& name) {
  return Builder(spec, name).run(input);
}

}  // namespace knap::net
