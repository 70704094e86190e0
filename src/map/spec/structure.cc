#include "map/spec/structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "map/spec/layer.h"
#include "map/spec/pack.h"
#include "net/ir/verify.h"

namespace knap::map {
namespace {

/// Adds stages one by one and keeps, per node, where its value leaves.
class StructureBuilder {
 public:
  StructureBuilder(const net::IntGraph& graph, std::vector<Interval> intervals, std::int64_t in_lanes)
      : graph_(graph), intervals_(std::move(intervals)), layers_(layers_of(graph)), in_lanes_(in_lanes) {}

  Result<Structure> run(const Regions& regions) {
    KNAP_TRY(add_input());
    for (const Region& region : regions)
      KNAP_TRY(match(region.style, [&](const StreamPlan& plan) { return lower(region, plan); }));
    KNAP_CHECK(next_layer_ == layers_.size(), "a layer is in no region");
    const net::GraphOutput& output = graph_.outputs().front();
    const Value value =
        match(regions.back().style, [&](const StreamPlan& plan) { return take(output.node, "out", plan); });
    structure_.output = value.source;
    structure_.output_type = value.type;
    return std::move(structure_);
  }

 private:
  /// A stream on its way to one user.
  struct Value {
    Source source;
    StreamType type;
    std::string from;
  };

  /// One overload per style: adds what the region's layers become.
  Result<void> lower(const Region& region, const StreamPlan& plan) {
    for (const std::string& name : region.layers) {
      KNAP_CHECK(next_layer_ < layers_.size() && layers_[next_layer_].name == name, name);
      KNAP_TRY(add_layer(layers_[next_layer_++], plan));
    }
    return {};
  }

  Result<void> add_input() {
    structure_.name = graph_.name;
    const auto inputs = graph_.inputs();
    if (inputs.size() != 1 || graph_.outputs().size() != 1)
      return Error(diag::kBadModel, graph_.name,
                   fmt::format("the stream style takes one input and one output, this network has {} and {}",
                               inputs.size(), graph_.outputs().size()));
    const auto& node = graph_[inputs[0]];
    structure_.input_format = std::get<net::integer::Input>(node.op).format;
    structure_.input = {intervals_[inputs[0].index], in_lanes_, node.shape.size()};
    publish(inputs[0], {Source{}, structure_.input, "in"});
    return {};
  }

  /// Makes a node's value known to its users: through a fork when there are several.
  void publish(net::NodeId node, Value value) {
    std::vector<net::NodeId> nodes{node};
    std::int64_t users = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {  // a Reshape passes the value on
      for (const net::NodeId user : graph_.users(nodes[i]))
        std::holds_alternative<net::integer::Reshape>(graph_[user].op) ? nodes.push_back(user)
                                                                       : void(++users);
      for (const net::GraphOutput& output : graph_.outputs()) users += output.node == nodes[i];
    }
    std::vector<Value> copies{value};
    if (users > 1) {
      const std::string name = value.from + "_fork";
      const auto lanes = static_cast<std::int32_t>(value.type.lanes);
      const int stage =
          push({name,
                "",
                {},
                hw::ForkSpec{{value.type.element, lanes}, value.type.beats(), static_cast<int>(users)},
                {value.source},
                value.type,
                fmt::format("copies of {}", value.from)});
      copies.clear();
      for (int k = 0; k < users; ++k) copies.push_back({{stage, k}, value.type, value.from});
    }
    // One pool of copies for the value and its reshapes.
    for (const net::NodeId alias : nodes) owner_[alias.index] = node.index;
    copies_[node.index] = std::move(copies);
  }

  /// The next unused copy of a node's value, through the FIFO that the reader's plan puts on this edge.
  Value take(net::NodeId node, const std::string& to, const StreamPlan& plan) {
    auto& copies = copies_.at(owner_.at(node.index));
    KNAP_CHECK(!copies.empty(), to);
    Value value = copies.front();
    copies.erase(copies.begin());
    const auto fifo = plan.fifos.find(value.from + ">" + to);
    if (fifo == plan.fifos.end()) return value;
    const hw::FifoSpec spec{{value.type.element, static_cast<std::int32_t>(value.type.lanes)},
                            value.type.beats(),
                            fifo->second.depth,
                            fifo->second.memory};
    const int stage = push({fifo_name(value.from, to),
                            "",
                            {},
                            spec,
                            {value.source},
                            value.type,
                            fmt::format("{} beats between {} and {}", spec.depth, value.from, to)});
    return {{stage, 0}, value.type, value.from};
  }

  /// Regroups to `lanes` per beat; through the greatest common divisor when neither divides the other.
  Value convert(Value value, std::int64_t lanes, const std::string& to) {
    if (value.type.lanes == lanes) return value;
    const std::int64_t common = std::gcd(value.type.lanes, lanes);
    if (common != lanes && common != value.type.lanes) value = convert(value, common, to + "_narrow");
    const hw::WidthConverterSpec spec{value.type.element, value.type.lanes, lanes, value.type.elements};
    const StreamType type{value.type.element, lanes, value.type.elements};
    const int stage = push({fmt::format("{}_to_{}_width", value.from, to),
                            "",
                            {},
                            spec,
                            {value.source},
                            type,
                            fmt::format("{} to {} lanes", spec.in_lanes, spec.out_lanes)});
    return {{stage, 0}, type, value.from};
  }

  Result<void> add_layer(const Layer& layer, const StreamPlan& plan) {
    const auto chosen = plan.layers.find(layer.name);
    const Decision decision = chosen == plan.layers.end() ? Decision{} : chosen->second;
    KNAP_TRY(check_folding(graph_, layer, decision));
    const std::int64_t lanes = in_lanes(graph_, layer, decision);
    std::vector<StreamType> types;
    std::vector<Source> inputs;
    for (const net::NodeId operand : graph_[layer.node].inputs) {
      const Value value = convert(take(operand, layer.name, plan), lanes, layer.name);
      types.push_back(value.type);
      inputs.push_back(value.source);
    }
    KNAP_ASSIGN(Stage stage, layer_stage(graph_, layer, decision, types));
    stage.inputs = std::move(inputs);
    const StreamType output = stage.output;
    const int at = push(std::move(stage));
    publish(layer.result(), {{at, 0}, output, layer.name});
    return {};
  }

  int push(Stage stage) {
    structure_.stages.push_back(std::move(stage));
    return static_cast<int>(structure_.stages.size()) - 1;
  }

  const net::IntGraph& graph_;
  std::vector<Interval> intervals_;
  std::vector<Layer> layers_;
  std::int64_t in_lanes_;       ///< of the design's input
  std::size_t next_layer_ = 0;  ///< the first that no region has held yet
  Structure structure_;
  std::map<std::uint32_t, std::uint32_t> owner_;
  std::map<std::uint32_t, std::vector<Value>> copies_;
};

}  // namespace

Regions stream_regions(const net::IntGraph& graph, StreamPlan plan) {
  Region whole{{}, std::move(plan)};
  for (const Layer& layer : layers_of(graph)) whole.layers.push_back(layer.name);
  return {std::move(whole)};
}

Result<Structure> make_structure(const net::IntGraph& graph, const Regions& regions) {
  KNAP_CHECK(!regions.empty(), "a plan without regions");
  const std::int64_t samples =
      match(regions.front().style, [](const StreamPlan& plan) { return plan.samples_per_beat; });
  KNAP_ASSIGN(const net::IntGraph seen, pack_samples(graph, samples));
  KNAP_ASSIGN(std::vector<Interval> ranges, net::intervals(seen));
  return StructureBuilder(seen, std::move(ranges), samples).run(regions);
}

Result<Structure> make_structure(const net::IntGraph& graph, const StreamPlan& plan) {
  return make_structure(graph, stream_regions(graph, plan));
}

std::string fifo_name(const std::string& from, const std::string& to) {
  return fmt::format("{}_to_{}_fifo", from, to);
}

hw::Tokens tokens(const StageSpec& spec) {
  return match(
      spec, [](const LinearStage& stage) { return hw::tokens(stage.spec, stage.data); },
      [](const auto& other) { return hw::tokens(other); });
}

hw::TokenNetwork token_network(const Structure& structure) {
  hw::TokenNetwork network;
  for (const Stage& stage : structure.stages) network.add(stage.name, tokens(stage.spec));
  for (std::size_t i = 0; i < structure.stages.size(); ++i) {
    for (std::size_t k = 0; k < structure.stages[i].inputs.size(); ++k) {
      const Source source = structure.stages[i].inputs[k];
      if (source.stage < 0) {
        network.set_source(static_cast<int>(i), static_cast<int>(k), structure.input.beats());
      } else {
        network.connect(source.stage, source.port, static_cast<int>(i), static_cast<int>(k));
      }
    }
  }
  network.set_sink(structure.output.stage, structure.output.port, structure.output_type.beats());
  return network;
}

}  // namespace knap::map
