// One layer of the network as generator parameters (private to map/spec).
#pragma once

#include "map/spec/structure.h"

namespace knap::map {

/// kImpossible naming the layer, what was asked and what is legal.
Result<void> check_folding(const net::IntGraph& graph, const Layer& layer, const Decision& decision);

/// The stage without its sources; kImpossible where its window could not hold what one output needs.
Result<Stage> layer_stage(const net::IntGraph& graph, const Layer& layer, const Decision& decision,
                          const std::vector<StreamType>& operands);

}  // namespace knap::map
