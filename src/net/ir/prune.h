// prune: a graph with fewer kept weights.
#pragma once

#include <map>
#include <string>

#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::net {

/// By the name of a Dense, MatVec or Conv: what of it is kept.
using Masks = std::map<std::string, Mask>;

/// The graph in which these weights are pruned too, that is 0; what was pruned before stays so. KNAP_CHECKs
/// that each name is one of a layer with weights, and each mask as large as these.
Graph prune(const Graph& graph, const Masks& masks);
IntGraph prune(const IntGraph& graph, const Masks& masks);

/// Of every layer with weights.
Masks masks_of(const Graph& graph);
Masks masks_of(const IntGraph& graph);

}  // namespace knap::net
