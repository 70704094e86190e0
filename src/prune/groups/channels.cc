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

/// Values whose channels go together, and the layers that make, pass on and read them.
struct Bundle {
  static constexpr int kMakes = 1, kPasses = 2, kReads = 4;
  std::int64_t channels = 0;
  std::map<std::uint32_t, int> roles;  ///< by layer with weights, in the graph's order
  bool is_open = true;                 ///< whether nothing else holds the channels together
};

/// Finds the bundle of a value: all that operators which take channel by channel connect it with, before and
/// behind it. What a sum joins has the same channels, so both of its operands are followed to their layers.
class Bundler {
 public:
  Bundler(const net::IntGraph& graph, net::NodeId made) : graph_(graph) {
    bundle_.channels = graph[made].shape.channels();
    follow(made);
  }
  Bundle take() { return std::move(bundle_); }

 private:
  void follow(net::NodeId value) {
    if (!bundle_.is_open || !seen_.insert(value.index).second) return;
    bundle_.is_open = graph_[value].shape.channels() % bundle_.channels == 0;
    for (const net::GraphOutput& output : graph_.outputs())
      if (output.node == value) bundle_.is_open = false;
    if (!bundle_.is_open) return;
    origin(value);
    for (const net::NodeId user : graph_.users(value)) use(user);
  }

  /// What makes the value belongs to it, too.
  void origin(net::NodeId value) {
    const std::optional<Linear> linear = linear_of(graph_[value].op);
    if (linear && linear->groups == 1) {
      bundle_.roles[value.index] |= Bundle::kMakes;
      if (linear->outputs() != bundle_.channels) bundle_.is_open = false;
    } else if (is_by_channel(value)) {
      if (linear) bundle_.roles[value.index] |= Bundle::kPasses;
      for (const net::NodeId operand : graph_[value].inputs) follow(operand);
    } else {
      bundle_.is_open = false;
    }
  }

  void use(net::NodeId user) {
    const std::optional<Linear> linear = linear_of(graph_[user].op);
    if (linear && linear->groups == 1)
      bundle_.roles[user.index] |= Bundle::kReads;
    else if (is_by_channel(user))
      follow(user);
    else
      bundle_.is_open = false;
  }

  bool is_by_channel(net::NodeId node) const {
    const net::IntOp& any = graph_[node].op;
    if (const std::optional<Linear> linear = linear_of(any))
      return linear->groups == bundle_.channels && linear->outputs() == bundle_.channels;
    const bool is_flattening = std::holds_alternative<op::Reshape>(any) && graph_[node].shape.rank() == 1;
    return is_flattening || std::holds_alternative<op::Steps>(any) || std::holds_alternative<op::Add>(any) ||
           std::holds_alternative<op::MaxPool>(any) || std::holds_alternative<op::SumPool>(any) ||
           std::holds_alternative<op::GlobalSumPool>(any);
  }

  const net::IntGraph& graph_;
  Bundle bundle_;
  std::set<std::uint32_t> seen_;
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

int sides_of(int roles) {
  return ((roles & Bundle::kReads) != 0 ? 1 : 0) + ((roles & ~Bundle::kReads) != 0 ? 1 : 0);
}

/// Of all the layers that lose an output or an input with it, that share; a layer whose channels may go on
/// both sides is paid for half by each, so that all channels together cost what there is.
std::vector<hw::Resources> cost_of_channel(const net::IntGraph& graph, const Bundle& bundle,
                                           const std::map<std::uint32_t, int>& sides,
                                           const std::map<std::string, std::vector<hw::Resources>>& sums,
                                           const std::vector<Group>& lanes) {
  std::vector<hw::Resources> cost(lanes.empty() ? 0 : lanes.front().cost.size());
  for (const auto& [layer, roles] : bundle.roles) {
    const auto sum = sums.find(graph[net::NodeId{layer}].name);
    if (sum == sums.end()) continue;
    const double share = static_cast<double>(sides_of(roles)) / sides.at(layer);
    for (std::size_t f = 0; f < cost.size(); ++f)
      cost[f] += sum->second[f].times(share / static_cast<double>(bundle.channels));
  }
  return cost;
}

}  // namespace

std::vector<Group> channel_groups(const net::IntGraph& graph, const std::vector<Group>& lanes) {
  const std::map<std::string, std::vector<hw::Resources>> sums = sums_of(lanes);
  std::vector<std::pair<std::uint32_t, Bundle>> bundles;  ///< with the layer that names each
  std::set<std::uint32_t> done;
  std::map<std::uint32_t, int> sides;  ///< of each layer, those whose channels may go
  for (std::uint32_t n = 0; n < graph.size(); ++n) {
    const std::optional<Linear> made = linear_of(graph[net::NodeId{n}].op);
    if (!made || made->groups != 1 || done.count(n) != 0) continue;
    Bundle bundle = Bundler(graph, net::NodeId{n}).take();
    bool is_read = false;
    for (const auto& [layer, roles] : bundle.roles) {
      if ((roles & Bundle::kMakes) != 0) done.insert(layer);
      is_read = is_read || (roles & Bundle::kReads) != 0;
    }
    if (!bundle.is_open || !is_read) continue;
    for (const auto& [layer, roles] : bundle.roles) sides[layer] += sides_of(roles);
    bundles.emplace_back(n, std::move(bundle));
  }
  std::vector<Group> groups;
  for (const auto& [n, bundle] : bundles) {
    const std::vector<hw::Resources> cost = cost_of_channel(graph, bundle, sides, sums, lanes);
    for (std::int64_t c = 0; c < bundle.channels; ++c) {
      Group group{graph[net::NodeId{n}].name, GroupKind::Channel, {}, cost};
      for (const auto& [layer, roles] : bundle.roles) {
        const auto is_in = [&, own = roles, channels = bundle.channels](std::int64_t output,
                                                                        std::int64_t input) {
          const bool is_output = (own & (Bundle::kMakes | Bundle::kPasses)) != 0 && output == c;
          return is_output || ((own & Bundle::kReads) != 0 && input % channels == c);
        };
        LayerWeights part = part_of(graph[net::NodeId{layer}], is_in);
        if (layer == n)
          group.weights = std::move(part.weights);
        else
          group.others.push_back(std::move(part));
      }
      if (!group.weights.empty()) groups.push_back(std::move(group));  // else pruned before
    }
  }
  return groups;
}

}  // namespace knap::prune
