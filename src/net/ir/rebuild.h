// rebuild: the one way to make a changed graph - each node becomes node(s) of a new graph, names carried
// along.
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/base/result.h"
#include "net/ir/graph.h"

namespace knap::net {

/// The new graph while it grows, and which of its nodes stand for those of the old one.
template <class From, class To = From>
class Rebuilt {
 public:
  explicit Rebuilt(const GraphOf<From>& from) : from_(from), now_(from.size()) { graph_.name = from.name; }

  const GraphOf<To>& graph() const { return graph_; }

  /// The new node that stands for `old`. KNAP_CHECKs that there is one.
  NodeId operator[](NodeId old) const {
    KNAP_CHECK(now_.at(old.index).has_value(), from_[old].name + " was dropped and is read");
    return *now_[old.index];
  }
  /// The new nodes that stand for the operands of `old`.
  std::vector<NodeId> inputs_of(NodeId old) const {
    std::vector<NodeId> inputs;
    for (const NodeId input : from_[old].inputs) inputs.push_back((*this)[input]);
    return inputs;
  }

  /// The old node as it was.
  NodeId copy(NodeId old) { return put(old, from_[old].op); }
  /// A node under the old one's name that stands for it, with its operands or with others.
  NodeId put(NodeId old, To op) { return put(old, std::move(op), inputs_of(old)); }
  NodeId put(NodeId old, To op, std::vector<NodeId> inputs) {
    const NodeId made = graph_.add(from_[old].name, std::move(op), std::move(inputs));
    alias(old, made);
    return made;
  }
  /// A node that the old graph does not have; `name` by fresh_name.
  NodeId add(std::string name, To op, std::vector<NodeId> inputs) {
    return graph_.add(std::move(name), std::move(op), std::move(inputs));
  }
  /// Lets a new node stand for an old one.
  void alias(NodeId old, NodeId made) { now_.at(old.index) = made; }

  /// `wanted`, with underscores behind it while a node of either graph has that name: what comes later keeps
  /// its own.
  std::string fresh_name(std::string wanted) const {
    while (from_.find(wanted) || graph_.find(wanted)) wanted += '_';
    return wanted;
  }

  /// With the outputs of the old graph, under their names.
  GraphOf<To> finish() && {
    for (const GraphOutput& output : from_.outputs()) graph_.add_output(output.name, (*this)[output.node]);
    return std::move(graph_);
  }

 private:
  const GraphOf<From>& from_;
  GraphOf<To> graph_;
  std::vector<std::optional<NodeId>> now_;  ///< by old node; nothing while it has been given no new one
};

/// Calls f(rebuilt, old node) for every node of `graph` in order; f puts what stands for it into the new
/// graph (copy, put, alias, any number of add), or nothing, which drops a node that nobody reads. A Result
/// where f returns Result<void>: its first error ends the work. Linear in the nodes, and in the names where f
/// makes fresh ones.
template <class To, class From, class F>
auto rebuild_as(const GraphOf<From>& graph, F&& f) {
  Rebuilt<From, To> rebuilt(graph);
  if constexpr (std::is_void_v<decltype(f(rebuilt, NodeId{}))>) {
    for (std::uint32_t i = 0; i < graph.size(); ++i) f(rebuilt, NodeId{i});
    return std::move(rebuilt).finish();
  } else {
    for (std::uint32_t i = 0; i < graph.size(); ++i)
      if (Result<void> done = f(rebuilt, NodeId{i}); !done) return Result<GraphOf<To>>(done.error());
    return Result<GraphOf<To>>(std::move(rebuilt).finish());
  }
}

/// The same within one operator set.
template <class Op, class F>
auto rebuild(const GraphOf<Op>& graph, F&& f) {
  return rebuild_as<Op>(graph, std::forward<F>(f));
}

}  // namespace knap::net
