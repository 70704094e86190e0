#include "learn/train/layer_loss.h"

#include <map>

#include "learn/train/loss.h"

namespace knap::learn {
namespace {

struct LayerState {
  std::vector<std::size_t> linears, ranges;
};

bool is_linear(const net::RealOp& op) {
  return std::holds_alternative<net::Dense>(op) || std::holds_alternative<net::Conv>(op);
}

/// Whether a layer of its own computes here, rather than something done to the output of the one before.
bool is_layer(const net::RealOp& op, std::size_t operands) {
  return is_linear(op) || operands != 1 || std::holds_alternative<net::AvgPool>(op) ||
         std::holds_alternative<net::GlobalAvgPool>(op) || std::holds_alternative<net::MaxPool>(op);
}

/// The node whose output a Quantize rounds: what stands before the activations and norms that it reads
/// through.
net::NodeId root_of(const net::Graph& graph, net::NodeId id) {
  while (graph[id].inputs.size() == 1 && !is_layer(graph[id].op, 1)) id = graph[id].inputs[0];
  return id;
}

/// By node, in graph order.
std::map<std::uint32_t, LayerState> layers_of(const Model& model) {
  std::map<std::uint32_t, LayerState> layers;
  const net::Graph& graph = model.graph();
  for (std::size_t l = 0; l < model.linears.size(); ++l)
    if (model.linears[l].format.width_bits > 0) layers[model.linears[l].node.index].linears.push_back(l);
  for (std::size_t r = 0; r < model.ranges.size(); ++r)
    if (!model.ranges[r].is_front) layers[root_of(graph, model.ranges[r].node).index].ranges.push_back(r);
  return layers;
}

double accuracy_of(const std::vector<float>& logits, const std::vector<int>& labels) {
  const std::size_t width = logits.size() / labels.size();
  std::size_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i)
    right += predicted_class(std::span(logits).subspan(i * width, width)) == labels[i];
  return static_cast<double>(right) / static_cast<double>(labels.size());
}

}  // namespace

std::vector<LayerLoss> lost_by_layer(const Model& model, const Inputs& samples,
                                     const std::vector<int>& labels) {
  std::vector<LayerLoss> losses;
  std::vector<Effective> weights = model.effective(Mode::Folded);
  std::vector<bool> acting(model.ranges.size(), false);
  const double real = accuracy_of(samples.logits(acting, weights), labels);
  for (const auto& [node, layer] : layers_of(model)) {
    for (const std::size_t l : layer.linears) weights[l] = model.effective(model.linears[l], Mode::Quantised);
    for (const std::size_t r : layer.ranges) acting[r] = true;
    const double found = accuracy_of(samples.logits(acting, weights), labels);
    losses.push_back({model.graph().nodes()[node].name, 100 * (real - found)});
    for (const std::size_t l : layer.linears) weights[l] = model.effective(model.linears[l], Mode::Folded);
    for (const std::size_t r : layer.ranges) acting[r] = false;
  }
  return losses;
}

}  // namespace knap::learn
