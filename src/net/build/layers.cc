#include "net/build/layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "core/base/diagnostics.h"

namespace knap::net {
namespace {

/// Which layer made this node: "conv1.quantize" is of conv1.
std::optional<std::size_t> layer_of(const std::vector<std::string>& names, const std::string& node) {
  const auto found = std::find(names.begin(), names.end(), node.substr(0, node.find('.')));
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

std::vector<std::string> layer_names(const NetworkSpec& spec) {
  std::map<std::string, int> counts;
  std::vector<std::string> names;
  for (const LayerSpec& layer : spec.layers) {
    const std::string kind(kLayerKindNames.at(static_cast<std::size_t>(layer.kind)));
    const int number = ++counts[kind];
    names.push_back(layer.name.empty() ? fmt::format("{}{}", kind, number) : layer.name);
  }
  return names;
}

Error at_layers(const Error& error, const NetworkSpec& spec, const std::string& name) {
  const std::vector<std::string> names = layer_names(spec);
  std::vector<Diagnostic> found = error.diagnostics();
  for (Diagnostic& diagnostic : found) {
    const std::optional<std::size_t> layer = layer_of(names, diagnostic.where);
    if (!layer && diagnostic.where != name) continue;
    diagnostic.kind = &diag::kImpossible;
    if (layer) diagnostic.message = fmt::format("layer '{}': {}", names[*layer], diagnostic.message);
    diagnostic.where = layer ? fmt::format("network.layer[{}]", *layer) : "network.layer";
  }
  return Error(std::move(found));
}

Result<void> check_scores(const Graph& graph, const NetworkSpec& spec,
                          const std::vector<std::string>& classes) {
  NodeId scores = graph.outputs().front().node;
  if (std::holds_alternative<ArgMax>(graph[scores].op)) scores = graph[scores].inputs.front();
  const std::vector<std::string> names = layer_names(spec);
  const std::size_t layer = layer_of(names, graph[scores].name).value_or(names.size() - 1);
  const Shape& shape = graph[scores].shape;
  const bool is_dense = spec.layers[layer].kind == LayerKind::Dense;
  const auto error = [&](std::string message) {
    return Error(diag::kImpossible, fmt::format("network.layer[{}]{}", layer, is_dense ? ".units" : ""),
                 fmt::format("layer '{}': {}", names[layer], message));
  };
  if (shape.rank() != 1)
    return error(
        fmt::format("gives scores of shape {}; one per class is needed in a flat list: end with a "
                    "global_avg_pool or flatten, and a dense layer",
                    to_string(shape)));
  if (shape.size() == static_cast<std::int64_t>(classes.size())) return {};
  return error(fmt::format("gives {} score{} for {} classes; one for each of {} is needed", shape.size(),
                           shape.size() == 1 ? "" : "s", classes.size(), fmt::join(classes, ", ")));
}

}  // namespace knap::net
