// channels: channels of a network as groups - filters, and all that reads what they give.
#pragma once

#include "prune/groups/groups.h"

namespace knap::prune {

/// A group for each channel of the values that layers with weights make and only layers with weights read,
/// the operators between them taking channel by channel (steps, pools, sums, depthwise convolutions, a
/// flattening): the filter, what of depthwise convolutions follows it, and the columns of its readers. A sum
/// has the channels of both of its operands, so these go together, with all the filters that make them: along
/// a residual connection a group has a filter of every layer that is added to it. It bears the name of the
/// first of them. Outputs, what an arg-max reads and what is concatenated have none: their channels stay.
///
/// Without a channel the layers on both of its sides have fewer products, so that the same interval needs
/// fewer lanes: the cost is that share of what all `lanes` of these layers cost (groups_of). A plan made anew
/// says what it really is, for foldings are no continuum.
std::vector<Group> channel_groups(const net::IntGraph& graph, const std::vector<Group>& lanes);

}  // namespace knap::prune
