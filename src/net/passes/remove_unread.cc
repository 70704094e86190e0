#include "net/passes/remove_unread.h"

#include "net/ir/rebuild.h"

namespace knap::net {

IntGraph remove_unread(const IntGraph& graph) {
  std::vector<bool> is_read(graph.size());
  for (const GraphOutput& output : graph.outputs()) is_read[output.node.index] = true;
  for (std::size_t i = graph.size(); i-- > 0;) {
    const IntGraph::Node& node = graph.nodes()[i];
    if (std::holds_alternative<integer::Input>(node.op)) is_read[i] = true;
    if (!is_read[i]) continue;
    for (const NodeId input : node.inputs) is_read[input.index] = true;
  }
  return rebuild(graph, [&](Rebuilt<IntOp>& out, NodeId id) {
    if (is_read[id.index]) out.copy(id);
  });
}

}  // namespace knap::net
