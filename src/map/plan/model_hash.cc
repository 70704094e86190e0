#include "map/plan/model_hash.h"

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/base/match.h"
#include "map/spec/structure.h"
#include "net/ir/fields.h"

namespace knap::map {
namespace {

namespace op = net::integer;

std::string text_of(const net::Window& window) {
  std::string text;
  for (const net::WindowAxis& a : window.axes)
    text += fmt::format(" [{} {} {} {} {}]", a.kernel, a.stride, a.pad_low, a.pad_high, a.dilation);
  return text;
}

/// What of an operator is not in its shapes and does not come from training.
std::string attributes(const net::IntOp& any) {
  return match(
      any,
      [](const op::Conv& conv) { return fmt::format("{} groups {}", text_of(conv.window), conv.groups); },
      [](const op::MaxPool& pool) { return text_of(pool.window); },
      [](const op::SumPool& pool) { return text_of(pool.window); },
      [](const op::Input& input) { return " " + to_string(input.format); },
      [](const op::MatVec&) { return std::string(); }, [](const op::Steps&) { return std::string(); },
      [](const op::Add&) { return std::string(); }, [](const op::Concat&) { return std::string(); },
      [](const op::GlobalSumPool&) { return std::string(); },
      [](const op::Reshape&) { return std::string(); }, [](const op::ArgMax&) { return std::string(); });
}

std::string line_of(const std::string& name, const net::IntGraph::Node& node) {
  return fmt::format("{} {}{} : {}\n", name, net::kind_name(node.op), attributes(node.op),
                     to_string(node.shape));
}

}  // namespace

std::string model_hash(const net::IntGraph& graph) {
  const std::vector<Layer> layers = layers_of(graph);
  std::string text = "knap.model/1\n";
  for (const net::NodeId input : graph.inputs()) text += line_of("in", graph[input]);
  for (const Layer& layer : layers) {
    text += line_of(layer.name, graph[layer.node]);
    for (const net::NodeId operand : graph[layer.node].inputs)
      text += fmt::format("  {} : {}\n", source_of(graph, layers, operand), to_string(graph[operand].shape));
  }
  for (const net::GraphOutput& output : graph.outputs())
    text += fmt::format("out {}\n", source_of(graph, layers, output.node));
  return sha256(text);
}

}  // namespace knap::map
