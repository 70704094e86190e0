// groups: what of a planned network goes together when it is pruned, and what that saves.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "map/plan/served.h"
#include "net/ir/prune.h"

namespace knap::prune {

/// What the weights of a group are served by.
enum class GroupKind {
  Weight,   ///< a multiplier of their own: one weight, at reuse factor 1
  Lane,     ///< one multiplier, its column of the weights' memory and its place in the tree of sums
  Channel,  ///< what makes one channel of a value, and all that reads it (channels.h)
};

/// Some weights of a layer.
struct LayerWeights {
  std::string layer;                  ///< as plan.toml names it
  std::vector<std::int64_t> weights;  ///< indices into the weights of the layer's node, ascending
};

/// Pruned as one: nothing is saved before the last of its weights is gone.
struct Group {
  std::string layer;
  GroupKind kind = GroupKind::Lane;
  std::vector<std::int64_t> weights;      ///< as in LayerWeights
  std::vector<hw::Resources> cost;        ///< what goes with it, by family
  std::vector<LayerWeights> others = {};  ///< weights of other layers that mean nothing without these
};

/// A group for every lane of the plan (map::served_lanes).
Result<std::vector<Group>> groups_of(const net::IntGraph& graph, const map::Regions& regions,
                                     const std::vector<hw::Family>& families);

/// Every weight of the lanes by itself, at an equal share of its lane's cost: unstructured pruning, which the
/// other groups are held against. Hardware saves nothing before the last weight of a lane is gone.
std::vector<Group> single_weights(const std::vector<Group>& lanes);

/// Of each layer that loses weights with these groups: what it keeps.
net::Masks masks_without(const net::IntGraph& graph, const std::vector<const Group*>& dropped);

}  // namespace knap::prune
