#include "app/flow/model_section.h"

#include <fmt/format.h>

#include <algorithm>

#include "net/ir/verify.h"

namespace knap::app {
namespace {

std::string format_of(const Interval& interval) {
  return fmt::format("{}int{}", interval.low < 0 ? "" : "u", width_bits(interval));
}

/// Of a layer that multiplies.
std::optional<int> weight_bits(const net::IntOp& op) {
  if (const auto* dense = std::get_if<net::integer::MatVec>(&op)) return dense->weight_width_bits;
  if (const auto* conv = std::get_if<net::integer::Conv>(&op)) return conv->weight_width_bits;
  return std::nullopt;
}

}  // namespace

Result<schema::Model> model_section(const net::IntGraph& graph) {
  KNAP_ASSIGN(const std::vector<Interval> ranges, net::intervals(graph));
  const std::vector<net::NodeCost> costs = net::node_costs(graph);
  schema::Model model;
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const auto& node = graph.nodes()[i];
    if (node.inputs.empty()) continue;
    model.macs += costs[i].macs;
    model.weights += costs[i].weights;
    model.nonzero_weights += costs[i].nonzero_weights;
    model.weight_bits_total += costs[i].weight_bits;
    schema::Layer layer;
    layer.name = node.name;
    layer.op = net::op_name(node.op, graph[node.inputs[0]].shape);
    for (const net::NodeId input : node.inputs) layer.inputs.push_back(graph[input].name);
    layer.output_shape = node.shape.dims;
    layer.weights = costs[i].weights;
    layer.macs = costs[i].macs;
    if (const std::optional<int> bits = weight_bits(node.op)) {
      model.weight_bits_max = std::max<std::int64_t>(model.weight_bits_max, *bits);
      layer.weight_format = fmt::format("int{}", *bits);
    }
    layer.activation_format = format_of(ranges[i]);
    model.layers.push_back(std::move(layer));
  }
  return model;
}

}  // namespace knap::app
