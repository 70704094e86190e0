#include "net/passes/remove_channels.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/base/match.h"
#include "net/ir/operators.h"
#include "net/ir/rebuild.h"

namespace knap::net {
namespace {

using Constants = std::vector<std::optional<std::int64_t>>;  ///< by channel: its value, where it has but one

bool is_depthwise(const integer::Conv& conv, const Shape& input) {
  return conv.groups > 1 && conv.groups == input.channels() && conv.weights->shape[0] == conv.groups;
}

/// Weights are [outputs][taps][inputs of a group].
struct Layout {
  std::int64_t outputs, taps, inputs;
  std::int64_t at(std::int64_t o, std::int64_t tap, std::int64_t i) const {
    return (o * taps + tap) * inputs + i;
  }
};
Layout layout_of(const integer::MatVec& dense) {
  return {dense.weights->shape[0], 1, dense.weights->shape[1]};
}
Layout layout_of(const integer::Conv& conv) {
  const std::int64_t outputs = conv.weights->shape[0], inputs = conv.weights->shape.channels();
  return {outputs, conv.weights->size() / outputs / inputs, inputs};
}

/// Whether none of these outputs has a kept weight for the input.
template <class Op>
bool is_unread(const Op& op, const std::vector<bool>& outputs, std::int64_t i) {
  const Layout layout = layout_of(op);
  for (std::int64_t o = 0; o < layout.outputs; ++o)
    for (std::int64_t tap = 0; outputs[static_cast<std::size_t>(o)] && tap < layout.taps; ++tap)
      if (is_kept(op.mask, layout.at(o, tap, i))) return false;
  return true;
}

/// Finds which channels stay.
///
/// Why it is right: keep_ grows until no rule asks for more. A rule says for one node which channels of its
/// operands it needs to make those of its own that stay; what an operator does channel by channel keeps the
/// same channels on both sides, and a reader that needs a channel as a stream keeps it. What is not kept is
/// read by nobody, or known.
///
/// Why it ends: channels are only added, and there are finitely many.
class Channels {
 public:
  explicit Channels(const IntGraph& graph) : graph_(graph), constants_(graph.size()), keep_(graph.size()) {
    for (std::uint32_t n = 0; n < graph.size(); ++n) {
      constants_[n] = constants_of(NodeId{n});
      keep_[n].assign(static_cast<std::size_t>(channels(NodeId{n})), false);
    }
    for (const GraphOutput& output : graph.outputs()) keep_all(output.node);
    while (has_changed_) {
      has_changed_ = false;
      for (std::uint32_t n = static_cast<std::uint32_t>(graph.size()); n-- > 0;) ask(NodeId{n});
    }
  }

  const std::vector<bool>& kept(NodeId node) const { return keep_[node.index]; }
  const Constants& constants(NodeId node) const { return constants_[node.index]; }
  /// Numbers of the channels that stay.
  std::vector<std::int64_t> numbers(NodeId node) const {
    std::vector<std::int64_t> found;
    for (std::size_t c = 0; c < kept(node).size(); ++c)
      if (kept(node)[c]) found.push_back(static_cast<std::int64_t>(c));
    return found;
  }

 private:
  std::int64_t channels(NodeId node) const { return graph_[node].shape.channels(); }
  NodeId operand(NodeId node, std::size_t i = 0) const { return graph_[node].inputs[i]; }
  const Shape& input_shape(NodeId node) const { return graph_[operand(node)].shape; }

  Constants constants_of(NodeId id) const {
    const Constants unknown(static_cast<std::size_t>(channels(id)));
    const auto map = [&](const auto& f) {
      Constants made = constants_[operand(id).index];
      for (std::size_t c = 0; c < made.size(); ++c)
        if (made[c]) made[c] = f(*made[c], static_cast<std::int64_t>(c));
      return made;
    };
    return match(
        graph_[id].op, [&](const integer::Input&) { return unknown; },
        [&](const integer::MatVec& op) { return constants_of_linear(op, id); },
        [&](const integer::Conv& op) { return constants_of_linear(op, id); },
        [&](const integer::Steps& op) {
          return map([&](std::int64_t x, std::int64_t c) { return (*op.function)(x, c); });
        },
        [&](const integer::Add& op) {
          Constants made = unknown;
          const Constants &a = constants_[operand(id).index], &b = constants_[operand(id, 1).index];
          for (std::size_t c = 0; c < made.size(); ++c)
            if (a[c] && b[c]) made[c] = (*a[c] << op.shift_a) + (*b[c] << op.shift_b);
          return made;
        },
        [&](const integer::Concat&) {
          Constants made;
          for (const NodeId one : graph_[id].inputs)
            made.insert(made.end(), constants_[one.index].begin(), constants_[one.index].end());
          return made;
        },
        [&](const integer::MaxPool&) { return map([](std::int64_t x, std::int64_t) { return x; }); },
        [&](const integer::SumPool& op) {
          if (is_padded(op.window)) return unknown;
          return map([&](std::int64_t x, std::int64_t) { return x * op.window.taps(); });
        },
        [&](const integer::GlobalSumPool&) {
          const std::int64_t positions = input_shape(id).size() / channels(id);
          return map([&](std::int64_t x, std::int64_t) { return x * positions; });
        },
        [&](const integer::Reshape&) {
          Constants made = unknown;
          const Constants& from = constants_[operand(id).index];
          if (made.size() % from.size() == 0 && (graph_[id].shape.rank() == 1 || made.size() == from.size()))
            for (std::size_t c = 0; c < made.size(); ++c) made[c] = from[c % from.size()];
          return made;
        },
        [&](const integer::ArgMax&) { return unknown; });
  }

  /// A sum is known where each kept weight reads a known number, which its window reads everywhere.
  template <class Op>
  Constants constants_of_linear(const Op& op, NodeId id) const {
    const Layout layout = layout_of(op);
    const Constants& x = constants_[operand(id).index];
    const std::int64_t group = static_cast<std::int64_t>(x.size()) / layout.inputs;  // of channels
    Constants made(static_cast<std::size_t>(layout.outputs));
    for (std::int64_t o = 0; o < layout.outputs; ++o) {
      std::optional<std::int64_t> sum = (*op.bias)[o];
      for (std::int64_t i = 0; i < layout.inputs; ++i) {
        const auto& known = x[static_cast<std::size_t>(o * group / layout.outputs * layout.inputs + i)];
        for (std::int64_t tap = 0; tap < layout.taps; ++tap) {
          if (!is_kept(op.mask, layout.at(o, tap, i))) continue;
          if (!known || !takes_constant(op, *known)) sum.reset();
          if (sum) *sum += (*op.weights)[layout.at(o, tap, i)] * *known;
        }
      }
      made[static_cast<std::size_t>(o)] = sum;
    }
    return made;
  }

  void keep(NodeId node, std::int64_t channel) {
    std::vector<bool>& own = keep_[node.index];
    const auto c = static_cast<std::size_t>(channel);
    if (own[c]) return;
    own[c] = true;
    has_changed_ = true;
  }
  void keep_all(NodeId node) {
    for (std::int64_t c = 0; c < channels(node); ++c) keep(node, c);
  }
  /// Both keep what either does.
  void keep_alike(NodeId a, NodeId b) {
    for (std::int64_t c = 0; c < channels(a); ++c) {
      const auto at = static_cast<std::size_t>(c);
      if (keep_[a.index][at]) keep(b, c);
      if (keep_[b.index][at]) keep(a, c);
    }
  }

  static bool takes_constant(const integer::MatVec&, std::int64_t) { return true; }
  static bool takes_constant(const integer::Conv& op, std::int64_t value) {
    return !is_padded(op.window) || value == op.pad_code;
  }

  template <class Op>
  void ask_linear(const Op& op, NodeId id) {
    const NodeId x = operand(id);
    for (std::int64_t i = 0; i < channels(x); ++i) {
      const auto& constant = constants_[x.index][static_cast<std::size_t>(i)];
      const bool is_known = constant && takes_constant(op, *constant);
      if (!is_known && !is_unread(op, keep_[id.index], i)) keep(x, i);
    }
  }

  void ask_concat(NodeId id) {
    std::int64_t first = 0;
    for (const NodeId one : graph_[id].inputs) {
      for (std::int64_t c = 0; c < channels(one); ++c) {
        if (keep_[one.index][static_cast<std::size_t>(c)]) keep(id, first + c);
        if (keep_[id.index][static_cast<std::size_t>(first + c)]) keep(one, c);
      }
      first += channels(one);
    }
  }

  /// Elements lie channel by channel; flattened, each is a channel of its own.
  void ask_reshape(NodeId id) {
    const NodeId x = operand(id);
    const std::int64_t from = channels(x), to = channels(id);
    if (to % from != 0 || (graph_[id].shape.rank() != 1 && to != from)) {
      keep_all(id);
      keep_all(x);
      return;
    }
    for (std::int64_t c = 0; c < to; ++c)
      if (keep_[id.index][static_cast<std::size_t>(c)]) keep(x, c % from);
    for (std::int64_t c = 0; c < to; ++c)
      if (keep_[x.index][static_cast<std::size_t>(c % from)]) keep(id, c);
  }

  /// One round of a node's rule.
  void ask(NodeId id) {
    const std::vector<bool>& own = keep_[id.index];
    if (std::find(own.begin(), own.end(), true) == own.end()) keep(id, 0);  // a value has a channel
    match(
        graph_[id].op, [&](const integer::Input&) { keep_all(id); },
        [&](const integer::MatVec& op) { ask_linear(op, id); },
        [&](const integer::Conv& op) {
          if (is_depthwise(op, input_shape(id))) return keep_alike(operand(id), id);
          if (op.groups == 1) return ask_linear(op, id);
          keep_all(id);
          keep_all(operand(id));
        },
        [&](const integer::Steps&) { keep_alike(operand(id), id); },
        [&](const integer::Add&) {
          keep_alike(operand(id), id);
          keep_alike(operand(id, 1), id);
        },
        [&](const integer::Concat&) { ask_concat(id); },
        [&](const integer::MaxPool&) { keep_alike(operand(id), id); },
        [&](const integer::SumPool&) { keep_alike(operand(id), id); },
        [&](const integer::GlobalSumPool&) { keep_alike(operand(id), id); },
        [&](const integer::Reshape&) { ask_reshape(id); },
        [&](const integer::ArgMax&) { keep_all(operand(id)); });
  }

  const IntGraph& graph_;
  std::vector<Constants> constants_;
  std::vector<std::vector<bool>> keep_;
  bool has_changed_ = true;
};

/// `tensor` [outputs][taps][inputs] with some of its outputs and inputs.
IntTensorPtr part_of(const IntTensorPtr& tensor, const Layout& layout,
                     const std::vector<std::int64_t>& outputs, const std::vector<std::int64_t>& inputs) {
  if (!tensor) return nullptr;
  Shape shape = tensor->shape;
  shape.dims.front() = static_cast<std::int64_t>(outputs.size());
  shape.dims.back() = static_cast<std::int64_t>(inputs.size());
  auto part = std::make_shared<IntTensor>(shape);
  std::int64_t at = 0;
  for (const std::int64_t o : outputs)
    for (std::int64_t tap = 0; tap < layout.taps; ++tap)
      for (const std::int64_t i : inputs) (*part)[at++] = (*tensor)[layout.at(o, tap, i)];
  return part;
}

/// The operator between what stays on both sides; known inputs that go are added to the bias.
template <class Op>
Op narrowed(Op op, const Constants& known, const std::vector<bool>& is_input_kept,
            const std::vector<std::int64_t>& outputs, const std::vector<std::int64_t>& inputs) {
  const Layout layout = layout_of(op);
  if (static_cast<std::int64_t>(outputs.size()) == layout.outputs &&
      static_cast<std::int64_t>(inputs.size()) == layout.inputs)
    return op;
  auto bias = std::make_shared<IntTensor>(Shape{static_cast<std::int64_t>(outputs.size())});
  for (std::int64_t k = 0; k < bias->size(); ++k) {
    const std::int64_t o = outputs[static_cast<std::size_t>(k)];
    (*bias)[k] = (*op.bias)[o];
    for (std::int64_t i = 0; i < layout.inputs; ++i) {
      const auto at = static_cast<std::size_t>(i);
      if (is_input_kept[at] || !known[at]) continue;
      for (std::int64_t tap = 0; tap < layout.taps; ++tap)
        (*bias)[k] += (*op.weights)[layout.at(o, tap, i)] * *known[at];
    }
  }
  op.bias = std::move(bias);
  op.weights = part_of(op.weights, layout, outputs, inputs);
  op.mask = part_of(op.mask, layout, outputs, inputs);
  return op;
}

integer::Steps narrowed(const integer::Steps& op, const std::vector<std::int64_t>& channels) {
  if (!op.function->is_per_channel() || channels.size() == op.function->channels().size()) return op;
  std::vector<StepFunction> functions;
  std::vector<ClosedForm> closed;
  for (const std::int64_t c : channels) {
    functions.push_back(op.function->channels()[static_cast<std::size_t>(c)]);
    if (!op.function->closed().empty()) closed.push_back(op.function->closed()[static_cast<std::size_t>(c)]);
  }
  Steps made = Steps::make(op.function->domain(), std::move(functions));
  if (!closed.empty()) made = made.with_closed(std::move(closed));
  return {std::make_shared<const Steps>(std::move(made))};
}

}  // namespace

IntGraph remove_channels(const IntGraph& graph) {
  const Channels channels(graph);
  return rebuild(graph, [&](Rebuilt<IntOp>& out, NodeId id) {
    const IntGraph::Node& node = graph[id];
    const std::vector<std::int64_t> own = channels.numbers(id);
    const auto linear = [&](const auto& op) -> IntOp {
      const NodeId x = node.inputs[0];
      return narrowed(op, channels.constants(x), channels.kept(x), own, channels.numbers(x));
    };
    out.put(id, match(
                    node.op, [&](const integer::MatVec& op) { return linear(op); },
                    [&](const integer::Conv& op) -> IntOp {
                      const Shape& input = graph[node.inputs[0]].shape;
                      if (!is_depthwise(op, input)) return op.groups == 1 ? linear(op) : IntOp{op};
                      integer::Conv narrow = narrowed(op, {{}}, {true}, own, {0});
                      narrow.groups = static_cast<std::int64_t>(own.size());
                      return narrow;
                    },
                    [&](const integer::Steps& op) -> IntOp { return narrowed(op, own); },
                    [&](const integer::Reshape& op) -> IntOp {
                      Shape shape = op.shape;
                      shape.dims.back() = static_cast<std::int64_t>(own.size());
                      return integer::Reshape{shape};
                    },
                    [](const auto& op) -> IntOp { return op; }));
  });
}

}  // namespace knap::net
