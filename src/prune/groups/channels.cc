#include "prune/groups/channels.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/base/match.h"
#include "net/ir/mask.h"

namespace knap::prune {
namespace {

namespace op = net::integer;

/// Weights are [outputs][taps][inputs of a group]; of a linear node.
struct Linear {
  const IntTensor* weights = nullptr;
  net::Mask mask;
  std::int64_t groups = 1;

  std::int64_t outputs() const { return weights->shape[0]; }
  std::int64_t inputs() const { return weights->shape.channels(); }
  std::int64_t taps() const { return weights->size() / outputs() / inputs(); }
};

std::optional<Linear> linear_of(const net::IntOp& any) {
  if (const auto* dense = std::get_if<op::MatVec>(&any)) return Linear{dense->weights.get(), dense->mask, 1};
  if (const auto* conv = std::get_if<op::Conv>(&any))
    return Linear{conv->weights.get(), conv->mask, conv->groups};
  return {};
}

/// A value's way from the layer that makes it to those that read it.
struct Way {
  std::vector<net::NodeId> depthwise, readers;
  bool is_open = true;  ///< whether nothing on it holds its channels together
};

class Ways {
 public:
  explicit Ways(const net::IntGraph& graph) : graph_(graph) {}

  Way from(net::NodeId made) const {
    Way way;
    follow(made, graph_[made].shape.channels(), way);
    return way;
  }

 private:
  void follow(net::NodeId value, std::int64_t channels, Way& way) const {
    for (const net::GraphOutput& output : graph_.outputs())
      if (output.node == value) way.is_open = false;
    for (const net::NodeId user : graph_.users(value)) {
      if (!way.is_open) return;
      const net::IntOp& any = graph_[user].op;
      if (const std::optional<Linear> linear = linear_of(any)) {
        if (linear->groups == 1) {
          way.readers.push_back(user);
        } else if (linear->groups == channels && linear->outputs() == channels) {
          way.depthwise.push_back(user);
          follow(user, channels, way);
        } else {
          way.is_open = false;
        }
        continue;
      }
      const bool is_by_channel =
          std::holds_alternative<op::Steps>(any) || std::holds_alternative<op::MaxPool>(any) ||
          std::holds_alternative<op::SumPool>(any) || std::holds_alternative<op::GlobalSumPool>(any);
      const bool is_flattening = std::holds_alternative<op::Reshape>(any) && graph_[user].shape.rank() == 1;
      if (is_by_channel || is_flattening)
        follow(user, channels, way);
      else
        way.is_open = false;
    }
  }

  const net::IntGraph& graph_;
};

/// The kept weights of which `is_in(output, input)` holds.
template <class IsIn>
LayerWeights part_of(const net::IntGraph::Node& node, const IsIn& is_in) {
  const Linear linear = *linear_of(node.op);
  LayerWeights part{node.name, {}};
  for (std::int64_t i = 0; i < linear.weights->size(); ++i) {
    const std::int64_t output = i / (linear.taps() * linear.inputs()), input = i % linear.inputs();
    if (is_in(output, input) && net::is_kept(linear.mask, i)) part.weights.push_back(i);
  }
  return part;
}

/// By layer and family, the sum over its lanes.
std::map<std::string, std::vector<hw::Resources>> sums_of(const std::vector<Group>& lanes) {
  std::map<std::string, std::vector<hw::Resources>> sums;
  for (const Group& lane : lanes) {
    std::vector<hw::Resources>& sum = sums[lane.layer];
    sum.resize(lane.cost.size());
    for (std::size_t f = 0; f < sum.size(); ++f) sum[f] += lane.cost[f];
  }
  return sums;
}

hw::Resources share_of(const hw::Resources& all, double share) {
  return {all.lut * share, all.carry * share, all.ff * share,
          all.dsp * share, all.bram * share,  all.uram * share};
}

}  // namespace

std::vector<Group> channel_groups(const net::IntGraph& graph, const std::vector<Group>& lanes) {
  const std::map<std::string, std::vector<hw::Resources>> sums = sums_of(lanes);
  std::vector<Group> groups;
  for (std::uint32_t n = 0; n < graph.size(); ++n) {
    const net::IntGraph::Node& node = graph[net::NodeId{n}];
    const std::optional<Linear> made = linear_of(node.op);
    if (!made || made->groups != 1) continue;
    const Way way = Ways(graph).from(net::NodeId{n});
    if (!way.is_open || way.readers.empty()) continue;
    const std::int64_t channels = made->outputs();
    std::set<std::string> layers{node.name};
    for (const auto* some : {&way.depthwise, &way.readers})
      for (const net::NodeId other : *some) layers.insert(graph[other].name);
    std::vector<hw::Resources> cost(lanes.empty() ? 0 : lanes.front().cost.size());
    for (const std::string& layer : layers)
      if (const auto sum = sums.find(layer); sum != sums.end())
        for (std::size_t f = 0; f < cost.size(); ++f)
          cost[f] += share_of(sum->second[f], 1 / static_cast<double>(channels));
    for (std::int64_t c = 0; c < channels; ++c) {
      LayerWeights own = part_of(node, [&](std::int64_t output, std::int64_t) { return output == c; });
      if (own.weights.empty()) continue;  // pruned before
      Group group{node.name, GroupKind::Channel, std::move(own.weights), cost};
      for (const net::NodeId other : way.depthwise)
        group.others.push_back(
            part_of(graph[other], [&](std::int64_t output, std::int64_t) { return output == c; }));
      for (const net::NodeId other : way.readers)
        group.others.push_back(
            part_of(graph[other], [&](std::int64_t, std::int64_t input) { return input % channels == c; }));
      groups.push_back(std::move(group));
    }
  }
  return groups;
}

}  // namespace knap::prune
