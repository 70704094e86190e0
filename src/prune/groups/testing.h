// For the tests of this room: graphs without some groups.
#pragma once

#include <vector>

#include "prune/groups/groups.h"

namespace knap::prune::testing {

inline net::IntGraph without(const net::IntGraph& graph, const std::vector<Group>& dropped) {
  std::vector<const Group*> groups;
  groups.reserve(dropped.size());
  for (const Group& group : dropped) groups.push_back(&group);
  return net::prune(graph, masks_without(graph, groups));
}

}  // namespace knap::prune::testing
