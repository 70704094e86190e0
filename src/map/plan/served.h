// served_lanes: what each multiplier of a planned network serves, and what it costs.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "hw/device/device.h"
#include "map/spec/structure.h"

namespace knap::map {

/// One multiplier of a layer, its column of the weights' memory and its place in the tree of sums.
struct ServedLane {
  std::string layer;                  ///< as plan.toml names it
  bool serves_one = false;            ///< a weight of its own: the layer's reuse factor is 1
  std::vector<std::int64_t> weights;  ///< indices into the weights of the layer's node, ascending
  std::vector<hw::Resources> cost;    ///< what goes with it, by family
};

/// Of every layer with weights, in topological order, lane by lane: the schedule's view of the network
/// (hw::weight_layout), so that each kept weight is in exactly one. Lanes that a mask has emptied already are
/// none.
///
/// The cost of a lane is what its layer's estimate (hw/cost) falls by where every second lane is pruned, per
/// lane: registers, trees and memories are shared among lanes, so that no lane has a cost of its own. A layer
/// of one lane saves nothing.
Result<std::vector<ServedLane>> served_lanes(const net::IntGraph& graph, const Regions& regions,
                                             const std::vector<hw::Family>& families);

}  // namespace knap::map
