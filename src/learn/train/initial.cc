// Model::make: finds the layers of a graph and gives them their first weights.
#include <fmt/format.h>

#include <cmath>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "core/base/rng.h"
#include "learn/train/model.h"
#include "net/passes/fold_batch_norm.h"

namespace knap::learn {
namespace {

bool has_parameters(const net::RealOp& op) {
  return std::holds_alternative<net::Dense>(op) || std::holds_alternative<net::Conv>(op) ||
         std::holds_alternative<net::BatchNorm>(op);
}

std::vector<float> floats_or(const RealTensorPtr& tensor, std::size_t count, float value) {
  if (tensor) return {tensor->data.begin(), tensor->data.end()};
  return std::vector<float>(count, value);
}

std::vector<double> doubles_or(const RealTensorPtr& tensor, std::size_t count, double value) {
  return tensor ? tensor->data : std::vector<double>(count, value);
}

/// Whether the sums of a layer go through something that keeps half of them.
bool is_rectified(const net::Graph& graph, net::NodeId id) {
  for (const net::NodeId user : graph.users(id)) {
    const net::RealOp& op = graph[user].op;
    if (std::holds_alternative<net::Relu>(op) || std::holds_alternative<net::Relu6>(op) ||
        std::holds_alternative<net::HardSwish>(op) || std::holds_alternative<net::BatchNorm>(op))
      return true;
  }
  return false;
}

std::vector<float> draw_weights(const RealTensorPtr& given, const net::Mask& mask, std::size_t count,
                                std::size_t fan_in, bool rectified, Rng rng) {
  if (given) return {given->data.begin(), given->data.end()};
  const double deviation = std::sqrt((rectified ? 2.0 : 1.0) / static_cast<double>(fan_in));
  std::vector<float> weights(count);
  for (float& weight : weights) weight = static_cast<float>(deviation * rng.normal());
  for (std::size_t i = 0; i < count; ++i)
    if (!net::is_kept(mask, static_cast<std::int64_t>(i))) weights[i] = 0;
  return weights;
}

Error bad_model(const net::Graph& graph, std::string message) {
  return Error(diag::kBadModel, graph.name, std::move(message));
}

}  // namespace

void Model::add_layers(std::uint64_t seed) {
  const auto add_parameter = [this](std::string name, std::vector<float> value, bool decayed) {
    parameters.push_back({std::move(name), std::move(value), decayed, 1});
    return parameters.size() - 1;
  };
  const auto add_linear = [&](net::NodeId id, const auto& op, std::size_t outputs, std::size_t per_output) {
    const std::string& name = graph_[id].name;
    const std::string stream = fmt::format("init/{}", linears.size());  // a place, for names mean nothing
    LinearLayer layer{id, outputs, per_output, 0, {}, {}, op.format, 0, {}, op.mask};
    layer.weights = add_parameter(name + ".weights",
                                  draw_weights(op.weights, op.mask, outputs * per_output, per_output,
                                               is_rectified(graph_, id), Rng(seed, stream)),
                                  true);
    if (op.has_bias) layer.bias = add_parameter(name + ".bias", floats_or(op.bias, outputs, 0), false);
    linears.push_back(std::move(layer));
    return linears.size() - 1;
  };
  for (std::uint32_t n = 0; n < graph_.size(); ++n) {
    const net::NodeId id{n};
    const net::Graph::Node& node = graph_.nodes()[n];
    const auto channels = static_cast<std::size_t>(node.shape.channels());
    if (const auto* dense = std::get_if<net::Dense>(&node.op)) {
      index_[n] =
          add_linear(id, *dense, channels, static_cast<std::size_t>(graph_[node.inputs[0]].shape.size()));
    } else if (const auto* conv = std::get_if<net::Conv>(&node.op)) {
      const std::int64_t inputs = graph_[node.inputs[0]].shape.channels() / conv->groups;
      index_[n] = add_linear(id, *conv, channels, static_cast<std::size_t>(conv->window.taps() * inputs));
    } else if (const auto* norm = std::get_if<net::BatchNorm>(&node.op)) {
      const net::NodeId operand = node.inputs[0];
      NormLayer layer{id,
                      0,
                      0,
                      doubles_or(norm->mean, channels, 0),
                      doubles_or(norm->variance, channels, 1),
                      norm->epsilon,
                      norm->momentum,
                      false};
      layer.is_folded = net::is_foldable_norm(graph_, id);
      layer.gamma = add_parameter(node.name + ".gamma", floats_or(norm->gamma, channels, 1), false);
      layer.beta = add_parameter(node.name + ".beta", floats_or(norm->beta, channels, 0), false);
      if (layer.is_folded) linears[index_[operand.index]].norm = norms.size();
      index_[n] = norms.size();
      norms.push_back(std::move(layer));
    } else if (const auto* quantize = std::get_if<net::Quantize>(&node.op)) {
      RangeLayer layer{id, *quantize, static_cast<bool>(front_[n]), {}};
      if (quantize->range == net::Quantize::Range::Learned && !layer.is_front)
        layer.log2_step = add_parameter(node.name + ".log2_step",
                                        {static_cast<float>(-quantize->format.fraction_bits)}, false);
      index_[n] = ranges.size();
      ranges.push_back(layer);
    }
  }
}

Result<Model> Model::make(const net::Graph& graph, std::uint64_t seed) {
  Model model;
  model.graph_ = graph;
  if (graph.inputs().size() != 1) return bad_model(graph, "the trainer needs exactly one input");
  if (graph.outputs().empty()) return bad_model(graph, "the graph has no output");
  std::optional<net::NodeId> logits;
  for (const net::GraphOutput& output : graph.outputs()) {
    const net::Graph::Node& node = graph[output.node];
    const net::NodeId id = std::holds_alternative<net::ArgMax>(node.op) ? node.inputs[0] : output.node;
    if (logits && *logits != id)
      return bad_model(graph,
                       fmt::format("the trainer needs one vector of scores, the outputs show two: {} and {}",
                                   graph[*logits].name, graph[id].name));
    logits = id;
  }
  model.logits_ = *logits;
  if (graph[*logits].shape.rank() != 1)
    return bad_model(graph, fmt::format("the scores {} have shape {}, want one number per class",
                                        graph[*logits].name, to_string(graph[*logits].shape)));
  model.index_.assign(graph.size(), 0);
  for (const net::Graph::Node& node : graph.nodes()) {
    bool front = !has_parameters(node.op);
    for (const net::NodeId input : node.inputs) front = front && model.front_[input.index];
    model.front_.push_back(front);
  }
  model.add_layers(seed);
  if (model.linears.empty()) return bad_model(graph, "the graph has no weights to train");
  return model;
}

}  // namespace knap::learn
