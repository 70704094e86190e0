#include "prune/groups/groups.h"

#include <algorithm>

namespace knap::prune {

namespace op = net::integer;

Result<std::vector<Group>> groups_of(const net::IntGraph& graph, const map::Regions& regions,
                                     const std::vector<hw::Family>& families) {
  KNAP_ASSIGN(std::vector<map::ServedLane> lanes, map::served_lanes(graph, regions, families));
  std::vector<Group> groups;
  groups.reserve(lanes.size());
  for (map::ServedLane& lane : lanes)
    groups.push_back({std::move(lane.layer), lane.serves_one ? GroupKind::Weight : GroupKind::Lane,
                      std::move(lane.weights), std::move(lane.cost)});
  return groups;
}

std::vector<Group> single_weights(const std::vector<Group>& lanes) {
  std::vector<Group> singles;
  for (const Group& lane : lanes) {
    std::vector<hw::Resources> share = lane.cost;
    for (hw::Resources& cost : share) cost = cost.times(1.0 / static_cast<double>(lane.weights.size()));
    for (const std::int64_t weight : lane.weights)
      singles.push_back({lane.layer, GroupKind::Weight, {weight}, share});
  }
  return singles;
}

net::Masks masks_without(const net::IntGraph& graph, const std::vector<const Group*>& dropped) {
  std::map<std::string, std::shared_ptr<IntTensor>> masks;
  const auto drop = [&](const std::string& layer, const std::vector<std::int64_t>& weights) {
    std::shared_ptr<IntTensor>& mask = masks[layer];
    if (!mask) {
      const net::IntOp& any = graph[*graph.find(layer)].op;
      const auto* dense = std::get_if<op::MatVec>(&any);
      mask = std::make_shared<IntTensor>(
          (dense != nullptr ? dense->weights : std::get<op::Conv>(any).weights)->shape);
      std::fill(mask->data.begin(), mask->data.end(), 1);
    }
    for (const std::int64_t i : weights) (*mask)[i] = 0;
  };
  for (const Group* group : dropped) {
    drop(group->layer, group->weights);
    for (const LayerWeights& other : group->others) drop(other.layer, other.weights);
  }
  return {masks.begin(), masks.end()};
}

}  // namespace knap::prune
