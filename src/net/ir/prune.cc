#include "net/ir/prune.h"

#include "net/ir/rebuild.h"

namespace knap::net {
namespace {

template <class Op>
void narrow(Op& linear, const Mask& mask) {
  if (!mask) return;
  auto both = std::make_shared<IntTensor>(*mask);
  for (std::int64_t i = 0; i < both->size(); ++i)
    if (!is_kept(linear.mask, i)) (*both)[i] = 0;
  if (linear.weights) {
    KNAP_CHECK(linear.weights->size() == both->size());
    auto weights = std::make_shared<std::remove_const_t<std::remove_reference_t<decltype(*linear.weights)>>>(
        *linear.weights);
    for (std::int64_t i = 0; i < weights->size(); ++i)
      if ((*both)[i] == 0) (*weights)[i] = 0;
    linear.weights = std::move(weights);
  }
  linear.mask = std::move(both);
}

template <class Dense, class Conv, class Op>
GraphOf<Op> prune_any(const GraphOf<Op>& graph, const Masks& masks) {
  std::size_t used = 0;
  GraphOf<Op> pruned = rebuild(graph, [&](Rebuilt<Op>& out, NodeId id) {
    Op op = graph[id].op;
    if (const auto found = masks.find(graph[id].name); found != masks.end()) {
      auto* dense = std::get_if<Dense>(&op);
      auto* conv = std::get_if<Conv>(&op);
      KNAP_CHECK(dense != nullptr || conv != nullptr, graph[id].name + " has no weights");
      dense != nullptr ? narrow(*dense, found->second) : narrow(*conv, found->second);
      ++used;
    }
    out.put(id, std::move(op));
  });
  KNAP_CHECK(used == masks.size(), "a mask for no layer of the graph");
  return pruned;
}

template <class Dense, class Conv, class Op>
Masks masks_of_any(const GraphOf<Op>& graph) {
  Masks masks;
  for (const auto& node : graph.nodes()) {
    if (const auto* dense = std::get_if<Dense>(&node.op)) masks[node.name] = dense->mask;
    if (const auto* conv = std::get_if<Conv>(&node.op)) masks[node.name] = conv->mask;
  }
  return masks;
}

}  // namespace

Graph prune(const Graph& graph, const Masks& masks) { return prune_any<Dense, Conv>(graph, masks); }
IntGraph prune(const IntGraph& graph, const Masks& masks) {
  return prune_any<integer::MatVec, integer::Conv>(graph, masks);
}

Masks masks_of(const Graph& graph) { return masks_of_any<Dense, Conv>(graph); }
Masks masks_of(const IntGraph& graph) { return masks_of_any<integer::MatVec, integer::Conv>(graph); }

}  // namespace knap::net
