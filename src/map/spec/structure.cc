#include "map/spec/structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "map/spec/layer.h"
#include "net/ir/verify.h"

namespace knap::map {
namespace {

/// Adds stages one by one and keeps, per node, where its value leaves.
class StructureBuilder {
 public:
  StructureBuilder(const net::IntGraph& graph, const Decisions& decisions, std::vector<Interval> intervals)
      : graph_(graph), decisions_(decisions), intervals_(std::move(intervals)) {}

  Result<Structure> run() {
    KNAP_TRY(add_input());
    layers_ = layers_of(graph_);
    for (const Layer& layer : layers_) KNAP_TRY(add_layer(layer));
    const net::GraphOutput& output = graph_.outputs().front();
    const Value value = take(output.node, "out");
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

  Result<void> add_input() {
    structure_.name = graph_.name;
    const auto inputs = graph_.inputs();
    if (inputs.size() != 1 || graph_.outputs().size() != 1)
      return Error(diag::kBadModel, graph_.name,
                   fmt::format("the stream style takes one input and one output, this network has {} and {}",
                               inputs.size(), graph_.outputs().size()));
    const auto& node = graph_[inputs[0]];
    structure_.input_format = std::get<net::integer::Input>(node.op).format;
    structure_.input = {intervals_[inputs[0].index], 1, node.shape.size()};
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

  /// The next unused copy of a node's value, through the FIFO that the decisions put on this edge.
  Value take(net::NodeId node, const std::string& to) {
    auto& copies = copies_.at(owner_.at(node.index));
    KNAP_CHECK(!copies.empty(), to);
    Value value = copies.front();
    copies.erase(copies.begin());
    const auto fifo = decisions_.fifos.find(value.from + ">" + to);
    if (fifo == decisions_.fifos.end()) return value;
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

  Result<void> add_layer(const Layer& layer) {
    const auto chosen = decisions_.layers.find(layer.name);
    const Decision decision = chosen == decisions_.layers.end() ? Decision{} : chosen->second;
    KNAP_TRY(check_folding(graph_, layer, decision));
    const auto& node = graph_[layer.node];
    std::vector<Value> operands;
    for (const net::NodeId operand : node.inputs)
      operands.push_back(convert(take(operand, layer.name), in_lanes(graph_, layer, decision), layer.name));
    std::vector<StreamType> types;
    types.reserve(operands.size());
    for (const Value& operand : operands) types.push_back(operand.type);
    KNAP_ASSIGN(LayerStages made, layer_stages(graph_, layer, decision, types));
    for (std::size_t i = 0; i < made.stages.size(); ++i) {
      Stage& stage = made.stages[i];
      if (i == 0) {
        for (const Value& operand : operands) stage.inputs.push_back(operand.source);
      } else {  // a chain, as for a concatenation of more than two operands
        stage.inputs = {{static_cast<int>(structure_.stages.size()) - 1, 0}};
      }
      if (i + 1 == made.stages.size()) stage.result = layer.result();
      push(std::move(stage));
    }
    const int last = static_cast<int>(structure_.stages.size()) - 1;
    publish(layer.result(), {{last, 0}, structure_.stages.back().output, layer.name});
    return {};
  }

  int push(Stage stage) {
    structure_.stages.push_back(std::move(stage));
    return static_cast<int>(structure_.stages.size()) - 1;
  }

  const net::IntGraph& graph_;
  const Decisions& decisions_;
  std::vector<Interval> intervals_;
  std::vector<Layer> layers_;
  Structure structure_;
  std::map<std::uint32_t, std::uint32_t> owner_;
  std::map<std::uint32_t, std::vector<Value>> copies_;
};

}  // namespace

Result<Structure> make_structure(const net::IntGraph& graph, const Decisions& decisions) {
  KNAP_ASSIGN(std::vector<Interval> ranges, net::intervals(graph));
  return StructureBuilder(graph, decisions, std::move(ranges)).run();
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
