#include "net/ir/graph.h"

#include "net/ir/integer.h"
#include "net/ir/real.h"
#include "net/ir/verify.h"

namespace knap::net {

template <class Op>
NodeId GraphOf<Op>::add(std::string node_name, Op op, std::vector<NodeId> inputs) {
  Result<Shape> shape = check_node(*this, node_name, op, inputs);
  KNAP_CHECK(shape.ok(), to_string(shape.error()));
  nodes_.push_back({std::move(node_name), std::move(op), std::move(inputs), *std::move(shape)});
  return NodeId{static_cast<std::uint32_t>(nodes_.size() - 1)};
}

template <class Op>
void GraphOf<Op>::replace(NodeId id, Op op) {
  Node& node = nodes_.at(id.index);
  std::vector<Shape> shapes;
  for (const NodeId input : node.inputs) shapes.push_back(nodes_.at(input.index).shape);
  const Result<Shape> shape = infer_shape(op, shapes, node.name);
  KNAP_CHECK(shape.ok(), to_string(shape.error()));
  KNAP_CHECK(*shape == node.shape, node.name);
  node.op = std::move(op);
}

template class GraphOf<RealOp>;
template class GraphOf<IntOp>;

}  // namespace knap::net
