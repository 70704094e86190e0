// Shape inference and well-formedness of both graphs; intervals of the integer graph.
#pragma once

#include <span>
#include <vector>

#include "core/base/result.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::net {

/// The output shape of an op applied to operand shapes; kBadModel naming `node` when they do not fit.
Result<Shape> infer_shape(const RealOp& op, std::span<const Shape> inputs, const std::string& node);
Result<Shape> infer_shape(const IntOp& op, std::span<const Shape> inputs, const std::string& node);

/// What add() checks before it appends a node: the name is legal and unused, the operands exist, the op fits
/// them. Returns the shape that the node will have. For builders that read users' input.
Result<Shape> check_node(const Graph& graph, const std::string& name, const RealOp& op,
                         const std::vector<NodeId>& inputs);
Result<Shape> check_node(const IntGraph& graph, const std::string& name, const IntOp& op,
                         const std::vector<NodeId>& inputs);
/// Parts [A-Za-z_][A-Za-z0-9_.]* joined by /, at most 200 characters: a path such as block/dw names a node in
/// the body of another.
bool is_legal_name(std::string_view name);

/// All diagnostics at once: names, operand order, shapes, tensor sizes, weight ranges, at least one input and
/// output.
Result<void> verify(const Graph& graph);
Result<void> verify(const IntGraph& graph);

/// The exact interval of every node's output (per tensor; weights are known, inputs range over their
/// formats). kBadModel when a value could leave 62 bits or a Steps' domain does not contain its operand's
/// interval.
Result<std::vector<Interval>> intervals(const IntGraph& graph);

/// Multiply-accumulates of one inference, per node (padding taps included), and weights (biases counted too,
/// unless all of a layer are 0: it has none).
struct NodeCost {
  std::int64_t macs = 0, weights = 0, nonzero_weights = 0;
  std::int64_t weight_bits = 0;  ///< sum of declared widths of the weights, without biases
};
std::vector<NodeCost> node_costs(const IntGraph& graph);

/// "depthwise", "pointwise", "conv", "dense", "steps", ...: what reports call the node.
std::string op_name(const IntOp& op, const Shape& input);
std::string_view op_name(const RealOp& op);

}  // namespace knap::net
