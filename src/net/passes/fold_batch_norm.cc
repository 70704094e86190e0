#include "net/passes/fold_batch_norm.h"

#include "net/ir/rebuild.h"
#include "net/ir/scale.h"

namespace knap::net {

namespace {

bool has_parameters(const BatchNorm& norm) { return norm.gamma && norm.beta && norm.mean && norm.variance; }

template <class Op>
Op folded(Op op, const BatchNorm& norm) {
  auto weights = std::make_shared<RealTensor>(*op.weights);
  auto bias = std::make_shared<RealTensor>(Shape{weights->shape[0]});
  if (op.has_bias && op.bias) *bias = *op.bias;
  std::vector<BatchNormAffine> affine;
  for (std::int64_t o = 0; o < bias->size(); ++o) affine.push_back(batch_norm_affine(norm, o));
  fold_affine(affine, weights->data, bias->data);
  op.weights = std::move(weights);
  op.bias = std::move(bias);
  op.has_bias = true;
  return op;
}

/// The operator with the norm in it; nothing where a tensor is missing or the operator is not linear.
std::optional<RealOp> fold(const RealOp& linear, const BatchNorm& norm) {
  if (!has_parameters(norm)) return {};
  if (const auto* dense = std::get_if<Dense>(&linear); dense && dense->weights) return folded(*dense, norm);
  if (const auto* conv = std::get_if<Conv>(&linear); conv && conv->weights) return folded(*conv, norm);
  return {};
}

}  // namespace

bool is_foldable_norm(const Graph& graph, NodeId norm) {
  if (!std::holds_alternative<BatchNorm>(graph[norm].op)) return false;
  const NodeId operand = graph[norm].inputs[0];
  for (const GraphOutput& output : graph.outputs())
    if (output.node == operand) return false;
  const RealOp& op = graph[operand].op;
  return (std::holds_alternative<Dense>(op) || std::holds_alternative<Conv>(op)) &&
         graph.users(operand).size() == 1;
}

Graph fold_batch_norm(const Graph& graph) {
  // What each linear node becomes; its norm then stands for it.
  std::vector<std::optional<RealOp>> with_norm(graph.size());
  for (std::uint32_t i = 0; i < graph.size(); ++i)
    if (is_foldable_norm(graph, NodeId{i})) {
      const NodeId operand = graph.nodes()[i].inputs[0];
      with_norm[operand.index] = fold(graph[operand].op, std::get<BatchNorm>(graph.nodes()[i].op));
    }
  return rebuild(graph, [&](Rebuilt<RealOp>& out, NodeId id) {
    if (with_norm[id.index])
      out.put(id, *with_norm[id.index]);
    else if (is_foldable_norm(graph, id) && with_norm[graph[id].inputs[0].index])
      out.alias(id, out[graph[id].inputs[0]]);
    else
      out.copy(id);
  });
}

}  // namespace knap::net
