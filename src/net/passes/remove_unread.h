// remove_unread: drops the nodes whose values reach no output.
#pragma once

#include "net/ir/integer.h"

namespace knap::net {

/// The graph without the nodes that no output depends on; Inputs stay, for they are the graph's face. Exact
/// and idempotent. One look at every operand, from the last node to the first: operands precede their users,
/// so that all of a node's readers are judged before it.
IntGraph remove_unread(const IntGraph& graph);

}  // namespace knap::net
