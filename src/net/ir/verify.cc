#include "net/ir/verify.h"

#include <fmt/format.h>

#include <set>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "net/ir/operators.h"

namespace knap::net {

namespace {

constexpr Wide kWidest = Wide{1} << 61;

bool is_input(const RealOp& op) { return std::holds_alternative<Input>(op); }
bool is_input(const IntOp& op) { return std::holds_alternative<integer::Input>(op); }

template <class Op>
std::vector<Shape> operand_shapes(const GraphOf<Op>& graph, const std::vector<NodeId>& inputs) {
  std::vector<Shape> shapes;
  shapes.reserve(inputs.size());
  for (const NodeId input : inputs) shapes.push_back(graph[input].shape);
  return shapes;
}

template <class Op>
Result<Shape> check_new_node(const GraphOf<Op>& graph, const std::string& name, const Op& op,
                             const std::vector<NodeId>& inputs) {
  if (!is_legal_name(name))
    return Error(diag::kBadModel, name,
                 "a node's name is letters, digits, _ and ., not beginning with a digit; a path joins such "
                 "names by /");
  if (graph.find(name)) return Error(diag::kBadModel, name, "this name is taken by another node");
  for (const NodeId input : inputs)
    if (input.index >= graph.size())
      return Error(diag::kBadModel, name, "an operand does not precede its user");
  return infer_shape(op, operand_shapes(graph, inputs), name);
}

template <class Op>
void check_nodes(const GraphOf<Op>& graph, std::vector<Diagnostic>& found) {
  std::set<std::string> names;
  const auto complain = [&](const std::string& where, std::string message) {
    found.push_back({&diag::kBadModel, where, std::move(message)});
  };
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const auto& node = graph.nodes()[i];
    if (!is_legal_name(node.name)) complain(node.name, "the name is not legal");
    if (!names.insert(node.name).second) complain(node.name, "two nodes have this name");
    bool ordered = true;
    for (const NodeId input : node.inputs) ordered = ordered && input.index < i;
    if (!ordered) {
      complain(node.name, "an operand does not precede its user");
      continue;
    }
    const Result<Shape> shape = infer_shape(node.op, operand_shapes(graph, node.inputs), node.name);
    if (!shape) {
      const std::vector<Diagnostic>& more = shape.error().diagnostics();
      found.insert(found.end(), more.begin(), more.end());
    } else if (*shape != node.shape) {
      complain(node.name, fmt::format("has the shape {}, its operands give {}", to_string(node.shape),
                                      to_string(*shape)));
    }
  }
}

template <class Op>
void check_ends(const GraphOf<Op>& graph, std::vector<Diagnostic>& found) {
  const auto complain = [&](const std::string& where, std::string message) {
    found.push_back({&diag::kBadModel, where, std::move(message)});
  };
  bool has_input = false;
  for (const auto& node : graph.nodes()) has_input = has_input || is_input(node.op);
  if (!has_input) complain(graph.name, "the graph has no input");
  if (graph.outputs().empty()) complain(graph.name, "the graph has no output");
  std::set<std::string> names;
  for (const GraphOutput& output : graph.outputs()) {
    if (!is_legal_name(output.name))
      complain(graph.name, fmt::format("the output name '{}' is not legal", output.name));
    if (!names.insert(output.name).second)
      complain(graph.name, fmt::format("two outputs are named {}", output.name));
    if (output.node.index >= graph.size())
      complain(graph.name, fmt::format("output {} has no node", output.name));
  }
}

template <class Op>
Result<void> verify_any(const GraphOf<Op>& graph) {
  std::vector<Diagnostic> found;
  check_nodes(graph, found);
  check_ends(graph, found);
  if (!found.empty()) return Error(std::move(found));
  return {};
}

}  // namespace

bool is_legal_name(std::string_view name) {
  if (name.size() > 200) return false;
  bool is_start = true;  // of a part of the path
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool other = (c >= '0' && c <= '9') || c == '.' || c == '/';
    if (!letter && (is_start || !other)) return false;
    is_start = c == '/';
  }
  return !is_start;
}

Result<Shape> infer_shape(const RealOp& op, std::span<const Shape> inputs, const std::string& node) {
  const Operands operands{inputs, node};
  return std::visit([&](const auto& alternative) { return infer(alternative, operands); }, op);
}

Result<Shape> infer_shape(const IntOp& op, std::span<const Shape> inputs, const std::string& node) {
  const Operands operands{inputs, node};
  return std::visit([&](const auto& alternative) { return integer::infer(alternative, operands); }, op);
}

Result<Shape> check_node(const Graph& graph, const std::string& name, const RealOp& op,
                         const std::vector<NodeId>& inputs) {
  return check_new_node(graph, name, op, inputs);
}

Result<Shape> check_node(const IntGraph& graph, const std::string& name, const IntOp& op,
                         const std::vector<NodeId>& inputs) {
  return check_new_node(graph, name, op, inputs);
}

Result<void> verify(const Graph& graph) { return verify_any(graph); }

Result<void> verify(const IntGraph& graph) {
  KNAP_TRY(verify_any(graph));
  KNAP_TRY(intervals(graph));
  return {};
}

Result<std::vector<Interval>> intervals(const IntGraph& graph) {
  std::vector<Interval> found;
  for (const IntGraph::Node& node : graph.nodes()) {
    std::vector<Interval> operands;
    for (const NodeId input : node.inputs) operands.push_back(found.at(input.index));
    const std::vector<Shape> shapes = operand_shapes(graph, node.inputs);
    const IntervalOperands all{operands, shapes, node.shape, node.name};
    KNAP_ASSIGN(const WideInterval wide,
                std::visit([&](const auto& op) { return integer::range(op, all); }, node.op));
    if (wide.low < -kWidest || wide.high >= kWidest)
      return Error(diag::kBadModel, node.name,
                   "a value could leave 62 bits; use narrower weights or activations");
    found.push_back({static_cast<std::int64_t>(wide.low), static_cast<std::int64_t>(wide.high)});
  }
  return found;
}

std::vector<NodeCost> node_costs(const IntGraph& graph) {
  std::vector<NodeCost> costs;
  for (const IntGraph::Node& node : graph.nodes()) {
    NodeCost cost;
    if (const auto* mat_vec = std::get_if<integer::MatVec>(&node.op))
      cost = integer::cost(*mat_vec, node.shape);
    if (const auto* conv = std::get_if<integer::Conv>(&node.op)) cost = integer::cost(*conv, node.shape);
    costs.push_back(cost);
  }
  return costs;
}

std::string op_name(const IntOp& op, const Shape& input) {
  return match(
      op, [](const integer::Input&) { return "input"; }, [](const integer::MatVec&) { return "dense"; },
      [&](const integer::Conv& conv) {
        if (conv.groups > 1 && conv.groups == input.channels()) return "depthwise";
        return conv.groups == 1 && conv.window.taps() == 1 ? "pointwise" : "conv";
      },
      [](const integer::Steps&) { return "steps"; }, [](const integer::Add&) { return "add"; },
      [](const integer::Concat&) { return "concat"; }, [](const integer::MaxPool&) { return "max_pool"; },
      [](const integer::SumPool&) { return "sum_pool"; },
      [](const integer::GlobalSumPool&) { return "global_sum_pool"; },
      [](const integer::Reshape&) { return "reshape"; }, [](const integer::ArgMax&) { return "arg_max"; });
}

std::string_view op_name(const RealOp& op) {
  using Name = std::string_view;
  return match(
      op, [](const Input&) -> Name { return "input"; }, [](const Quantize&) -> Name { return "quantize"; },
      [](const Dense&) -> Name { return "dense"; }, [](const Conv&) -> Name { return "conv"; },
      [](const BatchNorm&) -> Name { return "batch_norm"; }, [](const Relu&) -> Name { return "relu"; },
      [](const Relu6&) -> Name { return "relu6"; }, [](const Clip&) -> Name { return "clip"; },
      [](const HardSwish&) -> Name { return "hard_swish"; },
      [](const HardSigmoid&) -> Name { return "hard_sigmoid"; },
      [](const Sigmoid&) -> Name { return "sigmoid"; }, [](const Add&) -> Name { return "add"; },
      [](const MaxPool&) -> Name { return "max_pool"; }, [](const AvgPool&) -> Name { return "avg_pool"; },
      [](const GlobalAvgPool&) -> Name { return "global_avg_pool"; },
      [](const Flatten&) -> Name { return "flatten"; }, [](const Reshape&) -> Name { return "reshape"; },
      [](const Concat&) -> Name { return "concat"; }, [](const ArgMax&) -> Name { return "arg_max"; });
}

}  // namespace knap::net
