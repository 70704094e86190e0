// One layer of the network as generator parameters (private to map/spec).
#pragma once

#include "map/spec/structure.h"

namespace knap::map {

/// Lanes that the layer takes per beat (of each operand).
std::int64_t in_lanes(const net::IntGraph& graph, const Layer& layer, const Decision& decision);

/// kImpossible naming the layer, what was asked and what is legal.
Result<void> check_folding(const net::IntGraph& graph, const Layer& layer, const Decision& decision);

/// The stages without their sources; one, except where a generator takes fewer operands than the node.
struct LayerStages {
  std::vector<Stage> stages;
};
Result<LayerStages> layer_stages(const net::IntGraph& graph, const Layer& layer, const Decision& decision,
                                 const std::vector<StreamType>& operands);

}  // namespace knap::map
