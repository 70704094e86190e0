// GraphOf<Op>: the one container of both network IRs - nodes in topological order with unique stable names.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "core/num/tensor.h"

namespace knap::net {

/// Index of a node in its graph.
struct NodeId {
  std::uint32_t index = 0;
  auto operator<=>(const NodeId&) const = default;  // NOLINT(modernize-use-nullptr): a 0 of the compiler
};

template <class Op>
struct NodeOf {
  std::string name;  ///< unique in the graph, legal (is_legal_name); key of plans, checkpoints and reports
  Op op;
  std::vector<NodeId> inputs;
  Shape shape;  ///< of the node's one output, without a batch dimension; set by add()

  bool operator==(const NodeOf&) const = default;
};

struct GraphOutput {
  std::string name;
  NodeId node;
  bool operator==(const GraphOutput&) const = default;
};

/// A value: copyable, comparable (big tensors are shared). Operands always precede their users.
template <class Op>
class GraphOf {
 public:
  using Node = NodeOf<Op>;

  std::string name = "network";

  /// Appends a node; its shape is inferred. KNAP_CHECKs what verify() would refuse, so builders that read
  /// users' input call `check_node` first (net/ir/verify.h).
  NodeId add(std::string node_name, Op op, std::vector<NodeId> inputs = {});
  void add_output(std::string output_name, NodeId node) {
    outputs_.push_back({std::move(output_name), node});
  }

  const std::vector<Node>& nodes() const { return nodes_; }
  const Node& operator[](NodeId id) const { return nodes_.at(id.index); }
  std::size_t size() const { return nodes_.size(); }
  const std::vector<GraphOutput>& outputs() const { return outputs_; }

  /// Replaces the op of a node; the inferred shape must stay the same.
  void replace(NodeId id, Op op);

  std::optional<NodeId> find(std::string_view node_name) const {
    for (std::uint32_t i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].name == node_name) return NodeId{i};
    return std::nullopt;
  }
  /// Nodes that read `id`, in order; a node that reads it twice appears twice.
  std::vector<NodeId> users(NodeId id) const {
    std::vector<NodeId> found;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i)
      for (const NodeId input : nodes_[i].inputs)
        if (input == id) found.push_back(NodeId{i});
    return found;
  }
  /// Nodes without operands whose op is an Input, in order.
  std::vector<NodeId> inputs() const {
    std::vector<NodeId> found;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].inputs.empty()) found.push_back(NodeId{i});
    return found;
  }

  bool operator==(const GraphOf&) const = default;

 private:
  std::vector<Node> nodes_;
  std::vector<GraphOutput> outputs_;
};

}  // namespace knap::net
