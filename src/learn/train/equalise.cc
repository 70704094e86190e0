#include "learn/train/equalise.h"

#include <algorithm>
#include <cmath>

#include "core/base/match.h"

namespace knap::learn {
namespace {

constexpr int kSweeps = 50;
constexpr double kSettled = 1.01;  ///< greatest factor of a sweep that counts as no change

/// Whether f(s x) = s f(x) for every s > 0, channel by channel. A quantiser's range follows its values when
/// it is calibrated or learned.
bool is_homogeneous(const net::RealOp& op) {
  return match(
      op, [](const net::Quantize& q) { return q.range != net::Quantize::Range::Given; },
      [](const net::Relu&) { return true; }, [](const net::MaxPool&) { return true; },
      [](const net::AvgPool&) { return true; }, [](const net::GlobalAvgPool&) { return true; },
      [](const net::BatchNorm&) { return false; },  // a folded one is part of its layer
      [](const auto&) { return false; });
}

bool is_linear(const net::RealOp& op) {
  return std::holds_alternative<net::Dense>(op) || std::holds_alternative<net::Conv>(op);
}

/// Where the weights of a layer that read one input channel lie.
struct Columns {
  std::size_t channels = 1;  ///< of the operand
  std::size_t inputs = 1;    ///< per output: channels / groups
  std::size_t group = 1;     ///< outputs per group
  /// Index of the channel that weight `i` of output `o` multiplies.
  std::size_t channel(std::size_t o, std::size_t i) const { return o / group * inputs + i % inputs; }
};

Columns columns_of(const net::Graph& graph, const LinearLayer& layer) {
  const net::Graph::Node& node = graph[layer.node];
  const auto channels = static_cast<std::size_t>(graph[node.inputs[0]].shape.channels());
  const auto* conv = std::get_if<net::Conv>(&node.op);
  const std::size_t groups = conv ? static_cast<std::size_t>(conv->groups) : 1;
  return {channels, channels / groups, layer.outputs / groups};
}

/// The one layer that reads `layer`'s channels, through homogeneous operators only.
std::optional<std::size_t> reader_of(const Model& model, const LinearLayer& layer) {
  const net::Graph& graph = model.graph();
  net::NodeId at = layer.norm ? model.norms[*layer.norm].node : layer.node;
  for (;;) {
    for (const net::GraphOutput& output : graph.outputs())
      if (output.node == at) return std::nullopt;
    const std::vector<net::NodeId> users = graph.users(at);
    if (users.size() != 1) return std::nullopt;
    if (is_linear(graph[users[0]].op)) return model.index_of(users[0]);
    if (!is_homogeneous(graph[users[0]].op)) return std::nullopt;
    at = users[0];
  }
}

/// |gamma| / sqrt(variance + epsilon) of output `o`: what folding multiplies its weights by.
double folded_scale(const Model& model, const LinearLayer& layer, std::size_t o) {
  if (!layer.norm) return 1;
  const NormLayer& norm = model.norms[*layer.norm];
  return std::abs(static_cast<double>(model.parameters[norm.gamma].value[o])) /
         std::sqrt(norm.variance[o] + norm.epsilon);
}

double largest_weight(const Model& model, const LinearLayer& layer, std::size_t o) {
  const std::vector<float>& weights = model.parameters[layer.weights].value;
  double most = 0;
  for (std::size_t i = o * layer.per_output; i < (o + 1) * layer.per_output; ++i)
    most = std::max(most, std::abs(static_cast<double>(weights[i])));
  return most * folded_scale(model, layer, o);
}

void scale_output(Model& model, const LinearLayer& layer, std::size_t o, double factor) {
  const auto scale = [&](std::vector<float>& values, std::size_t from, std::size_t count) {
    for (std::size_t i = from; i < from + count; ++i)
      values[i] = static_cast<float>(static_cast<double>(values[i]) * factor);
  };
  if (layer.norm) {
    scale(model.parameters[model.norms[*layer.norm].gamma].value, o, 1);
    scale(model.parameters[model.norms[*layer.norm].beta].value, o, 1);
    return;
  }
  scale(model.parameters[layer.weights].value, o * layer.per_output, layer.per_output);
  if (layer.bias) scale(model.parameters[*layer.bias].value, o, 1);
}

/// One pair; returns the factor furthest from 1.
double equalise_pair(Model& model, const LinearLayer& writer, const LinearLayer& reader) {
  const Columns columns = columns_of(model.graph(), reader);
  if (columns.channels != writer.outputs) return 1;  // flattened: positions would mix with channels
  std::vector<double> read(columns.channels, 0.0);
  std::vector<float>& weights = model.parameters[reader.weights].value;
  for (std::size_t o = 0; o < reader.outputs; ++o)
    for (std::size_t i = 0; i < reader.per_output; ++i) {
      double& most = read[columns.channel(o, i)];
      most = std::max(most, std::abs(static_cast<double>(weights[o * reader.per_output + i])) *
                                folded_scale(model, reader, o));
    }
  std::vector<double> factors(columns.channels, 1.0);
  double furthest = 1;
  for (std::size_t c = 0; c < factors.size(); ++c) {
    const double written = largest_weight(model, writer, c);
    if (written == 0 || read[c] == 0) continue;
    factors[c] = std::sqrt(read[c] / written);
    furthest = std::max({furthest, factors[c], 1 / factors[c]});
    scale_output(model, writer, c, factors[c]);
  }
  for (std::size_t o = 0; o < reader.outputs; ++o)
    for (std::size_t i = 0; i < reader.per_output; ++i) {
      float& weight = weights[o * reader.per_output + i];
      weight = static_cast<float>(static_cast<double>(weight) / factors[columns.channel(o, i)]);
    }
  return furthest;
}

}  // namespace

void equalise(Model& model) {
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    double furthest = 1;
    for (const LinearLayer& layer : model.linears)
      if (const auto reader = reader_of(model, layer))
        furthest = std::max(furthest, equalise_pair(model, layer, model.linears[*reader]));
    if (furthest < kSettled) return;
  }
}

}  // namespace knap::learn
