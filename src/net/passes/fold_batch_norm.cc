#include <map>

#include "net/ir/scale.h"
#include "net/passes/to_integer.h"

namespace knap::net {

namespace {

bool has_parameters(const BatchNorm& norm) { return norm.gamma && norm.beta && norm.mean && norm.variance; }

/// Rows of `weights` times the scale of their channel; bias scaled and shifted.
template <class Op>
Op folded(Op op, const BatchNorm& norm) {
  const std::int64_t outputs = op.weights->shape[0], per_output = op.weights->size() / outputs;
  auto weights = std::make_shared<RealTensor>(*op.weights);
  auto bias = std::make_shared<RealTensor>(Shape{outputs});
  for (std::int64_t o = 0; o < outputs; ++o) {
    const BatchNormAffine affine = batch_norm_affine(norm, o);
    for (std::int64_t i = 0; i < per_output; ++i) (*weights)[o * per_output + i] *= affine.scale;
    (*bias)[o] = (op.has_bias && op.bias ? (*op.bias)[o] * affine.scale : 0.0) + affine.offset;
  }
  op.weights = std::move(weights);
  op.bias = std::move(bias);
  op.has_bias = true;
  return op;
}

bool is_foldable(const Graph& graph, const Graph::Node& norm_node) {
  const NodeId operand = norm_node.inputs[0];
  for (const GraphOutput& output : graph.outputs())
    if (output.node == operand) return false;
  if (graph.users(operand).size() != 1 || !has_parameters(std::get<BatchNorm>(norm_node.op))) return false;
  const RealOp& op = graph[operand].op;
  if (const auto* dense = std::get_if<Dense>(&op)) return dense->weights != nullptr;
  if (const auto* conv = std::get_if<Conv>(&op)) return conv->weights != nullptr;
  return false;
}

RealOp fold(const RealOp& linear, const BatchNorm& norm) {
  if (const auto* dense = std::get_if<Dense>(&linear)) return folded(*dense, norm);
  return folded(std::get<Conv>(linear), norm);
}

}  // namespace

Graph fold_batch_norm(const Graph& graph) {
  // The batch norm that each linear node takes in; the norm itself then stands for its operand.
  std::map<NodeId, const BatchNorm*> norm_of;
  std::map<NodeId, bool> is_folded;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const Graph::Node& node = graph.nodes()[i];
    const auto* norm = std::get_if<BatchNorm>(&node.op);
    if (!norm || !is_foldable(graph, node) || norm_of.count(node.inputs[0]) > 0) continue;
    norm_of[node.inputs[0]] = norm;
    is_folded[NodeId{i}] = true;
  }
  Graph result;
  result.name = graph.name;
  std::vector<NodeId> moved;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const Graph::Node& node = graph.nodes()[i];
    if (is_folded.count(NodeId{i}) > 0) {
      moved.push_back(moved.at(node.inputs[0].index));
      continue;
    }
    std::vector<NodeId> inputs;
    for (const NodeId input : node.inputs) inputs.push_back(moved.at(input.index));
    const auto norm = norm_of.find(NodeId{i});
    moved.push_back(
        result.add(node.name, norm == norm_of.end() ? node.op : fold(node.op, *norm->second), inputs));
  }
  for (const GraphOutput& output : graph.outputs())
    result.add_output(output.name, moved.at(output.node.index));
  return result;
}

}  // namespace knap::net
