// For the tests of this room: layers with weights, and graphs without some groups.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/ir/prune.h"
#include "prune/groups/groups.h"

namespace knap::prune::testing {

struct Weighted {
  Shape shape;
  net::Mask mask;
};
inline std::map<std::string, Weighted> weighted_layers(const net::IntGraph& graph) {
  std::map<std::string, Weighted> found;
  for (const auto& node : graph.nodes()) {
    if (const auto* dense = std::get_if<net::integer::MatVec>(&node.op))
      found[node.name] = {dense->weights->shape, dense->mask};
    if (const auto* conv = std::get_if<net::integer::Conv>(&node.op))
      found[node.name] = {conv->weights->shape, conv->mask};
  }
  return found;
}

/// The graph without the weights of these groups.
inline net::IntGraph without(const net::IntGraph& graph, const std::vector<Group>& dropped) {
  const std::map<std::string, Weighted> layers = weighted_layers(graph);
  std::map<std::string, std::shared_ptr<IntTensor>> masks;
  const auto drop = [&](const std::string& layer, const std::vector<std::int64_t>& weights) {
    std::shared_ptr<IntTensor>& mask = masks[layer];
    if (!mask) {
      mask = std::make_shared<IntTensor>(layers.at(layer).shape);
      std::fill(mask->data.begin(), mask->data.end(), 1);
    }
    for (const std::int64_t i : weights) (*mask)[i] = 0;
  };
  for (const Group& group : dropped) {
    drop(group.layer, group.weights);
    for (const LayerWeights& other : group.others) drop(other.layer, other.weights);
  }
  return net::prune(graph, {masks.begin(), masks.end()});
}

}  // namespace knap::prune::testing
