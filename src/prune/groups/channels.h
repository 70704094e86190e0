// channels: channels of a network as groups - filters, and all that reads what they give.
#pragma once

#include "prune/groups/groups.h"

namespace knap::prune {

/// A group for each channel of every value that a layer with weights makes and only layers with weights read,
/// the operators between them taking channel by channel (steps, pools, depthwise convolutions, a flattening):
/// the filter, what of depthwise convolutions follows it, and the columns of its readers. Values that are
/// joined with others, outputs and what an arg-max reads have none: their channels stay.
///
/// Without a channel the layers on both of its sides have fewer products, so that the same interval needs
/// fewer lanes: the cost is that share of what all `lanes` of these layers cost (groups_of). A plan made anew
/// says what it really is, for foldings are no continuum.
std::vector<Group> channel_groups(const net::IntGraph& graph, const std::vector<Group>& lanes);

}  // namespace knap::prune
