#include "learn/train/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/diagnostics.h"
#include "learn/train/ranges.h"
#include "net/ir/rebuild.h"
#include "net/ir/scale.h"
#include "net/passes/table.h"

namespace knap::learn {
namespace {

void add_all(std::vector<std::vector<float>>& sum, const std::vector<std::vector<float>>& other) {
  for (std::size_t i = 0; i < sum.size(); ++i)
    for (std::size_t k = 0; k < sum[i].size(); ++k) sum[i][k] += other[i][k];
}

/// A weight that starts at 0 and has no gradient stays 0: no optimiser, decay or average moves it.
void drop_pruned(const IntTensor& mask, std::vector<float>& gradient) {
  for (std::size_t i = 0; i < gradient.size(); ++i)
    if (mask.data[i] == 0) gradient[i] = 0;
}

std::vector<float> to_floats(const std::vector<double>& values) { return {values.begin(), values.end()}; }

}  // namespace

void LeafGradients::add(const LeafGradients& other) {
  add_all(weights, other.weights);
  add_all(bias, other.bias);
  add_all(gamma, other.gamma);
  add_all(beta, other.beta);
  for (std::size_t i = 0; i < log2_step.size(); ++i) log2_step[i] += other.log2_step[i];
}

Model::FoldedLayer Model::fold(const LinearLayer& layer) const {
  const std::vector<float>& weights = parameters[layer.weights].value;
  FoldedLayer folded{{weights.begin(), weights.end()}, std::vector<double>(layer.outputs, 0.0)};
  if (layer.bias)
    folded.bias.assign(parameters[*layer.bias].value.begin(), parameters[*layer.bias].value.end());
  if (!layer.norm) return folded;
  const NormLayer& norm = norms[*layer.norm];
  std::vector<net::BatchNormAffine> affine;
  for (std::size_t o = 0; o < layer.outputs; ++o)
    affine.push_back(net::batch_norm_affine(static_cast<double>(parameters[norm.gamma].value[o]),
                                            static_cast<double>(parameters[norm.beta].value[o]), norm.mean[o],
                                            norm.variance[o], norm.epsilon));
  net::fold_affine(affine, folded.weights, folded.bias);
  return folded;
}

Model::FoldedLayer Model::quantise(const LinearLayer& layer, const FoldedLayer& folded) const {
  if (layer.format.width_bits == 0) return folded;
  FoldedLayer quantised = folded;
  const std::vector<int>& all = layer.format.fraction_bits;
  KNAP_CHECK(!all.empty());
  const double high = std::ldexp(1.0, layer.format.width_bits - 1) - 1;
  const double bias_high = std::ldexp(1.0, layer.format.bias_width_bits - 1) - 1;
  for (std::size_t o = 0; o < layer.outputs; ++o) {
    const int bits = all.size() == 1 ? all[0] : all[o];
    const double up = std::ldexp(1.0, bits), down = std::ldexp(1.0, -bits);
    for (std::size_t i = o * layer.per_output; i < (o + 1) * layer.per_output; ++i)
      quantised.weights[i] = std::clamp(std::nearbyint(folded.weights[i] * up), -high, high) * down;
    if (!layer.operand_bits) continue;
    const int sum_bits = bits + *layer.operand_bits;
    const double code = std::nearbyint(std::ldexp(folded.bias[o], sum_bits));
    quantised.bias[o] = std::ldexp(std::clamp(code, -bias_high - 1, bias_high), -sum_bits);
  }
  return quantised;
}

Effective Model::effective(const LinearLayer& layer, Mode mode) const {
  Effective one;
  if (mode == Mode::Float) {
    one.weights = parameters[layer.weights].value;
    one.bias = layer.bias ? parameters[*layer.bias].value : std::vector<float>(layer.outputs, 0.0F);
    return one;
  }
  const FoldedLayer folded = fold(layer);
  const FoldedLayer used = mode == Mode::Quantised ? quantise(layer, folded) : folded;
  one.weights = to_floats(used.weights);
  one.bias = to_floats(used.bias);
  one.folded = to_floats(folded.weights);
  return one;
}

std::vector<Effective> Model::effective(Mode mode) const {
  std::vector<Effective> all;
  for (const LinearLayer& layer : linears) all.push_back(effective(layer, mode));
  return all;
}

Gradients Model::backward(Mode mode, const std::vector<Effective>& effective,
                          const LeafGradients& leaves) const {
  Gradients gradients;
  for (const Parameter& parameter : parameters) gradients.emplace_back(parameter.value.size(), 0.0F);
  for (std::size_t l = 0; l < linears.size(); ++l) {
    const LinearLayer& layer = linears[l];
    std::vector<float> weights = leaves.weights[l];
    const std::vector<float>& bias = leaves.bias[l];
    if (mode == Mode::Quantised && layer.format.width_bits > 0) {
      const std::vector<float>&used = effective[l].weights, &folded = effective[l].folded;
      for (std::size_t i = 0; i < weights.size(); ++i) {
        const int bits = layer.format.fraction_bits.size() == 1
                             ? layer.format.fraction_bits[0]
                             : layer.format.fraction_bits[i / layer.per_output];
        const bool saturated = std::abs(folded[i] - used[i]) > std::ldexp(0.5001F, -bits);
        if (saturated && (weights[i] < 0) == (folded[i] > 0)) weights[i] = 0;
      }
    }
    if (mode == Mode::Float || !layer.norm) {
      gradients[layer.weights] = std::move(weights);
      if (layer.bias) gradients[*layer.bias] = bias;
      continue;
    }
    const NormLayer& norm = norms[*layer.norm];
    const std::vector<float>&value = parameters[layer.weights].value, &gamma = parameters[norm.gamma].value;
    for (std::size_t o = 0; o < layer.outputs; ++o) {
      const double inverse = 1 / std::sqrt(norm.variance[o] + norm.epsilon);
      const double before = layer.bias ? static_cast<double>(parameters[*layer.bias].value[o]) : 0.0;
      double to_gamma = static_cast<double>(bias[o]) * (before - norm.mean[o]);
      for (std::size_t i = o * layer.per_output; i < (o + 1) * layer.per_output; ++i) {
        to_gamma += static_cast<double>(weights[i]) * static_cast<double>(value[i]);
        gradients[layer.weights][i] = static_cast<float>(weights[i] * (gamma[o] * inverse));
      }
      gradients[norm.gamma][o] = static_cast<float>(to_gamma * inverse);
      gradients[norm.beta][o] = bias[o];
      if (layer.bias) gradients[*layer.bias][o] = static_cast<float>(bias[o] * (gamma[o] * inverse));
    }
  }
  for (std::size_t n = 0; n < norms.size(); ++n)
    if (mode == Mode::Float || !norms[n].is_folded) {
      gradients[norms[n].gamma] = leaves.gamma[n];
      gradients[norms[n].beta] = leaves.beta[n];
    }
  for (const LinearLayer& layer : linears)
    if (layer.mask) drop_pruned(*layer.mask, gradients[layer.weights]);
  for (std::size_t r = 0; r < ranges.size(); ++r)
    if (ranges[r].log2_step) gradients[*ranges[r].log2_step][0] = static_cast<float>(leaves.log2_step[r]);
  return gradients;
}

void Model::refresh_scales() {
  const net::Graph folded = rebuild(Mode::Folded);
  const auto scales = net::scales(folded);
  for (LinearLayer& layer : linears) {
    const auto node = folded.find(graph_[layer.node].name);
    const auto& scale = scales[folded[*node].inputs[0].index];
    layer.operand_bits.reset();
    if (scale && scale->divisor == 1) layer.operand_bits = scale->max_fraction_bits();
  }
}

void Model::choose_weight_formats() {
  for (LinearLayer& layer : linears) {
    refresh_scales();  // a layer that reads sums of another depends on that one's format
    choose_weight_format(layer);
  }
  refresh_scales();
}

void Model::choose_weight_format(LinearLayer& layer) const {
  if (layer.format.width_bits == 0) return;
  const FoldedLayer folded = fold(layer);
  layer.format.fraction_bits =
      choose_weight_bits(folded.weights, folded.bias, layer.format, layer.operand_bits.value_or(0));
  for (int& bits : layer.format.fraction_bits) bits += layer.finer_bits;
}

void Model::start_learned_ranges() {
  for (const RangeLayer& range : ranges)
    if (range.log2_step)
      parameters[*range.log2_step].value[0] = static_cast<float>(-range.op.format.fraction_bits);
}

bool Model::update_learned_ranges() {
  bool changed = false;
  for (RangeLayer& range : ranges) {
    if (!range.log2_step) continue;
    const float step = parameters[*range.log2_step].value[0];
    const int bits = -static_cast<int>(std::nearbyint(std::clamp(step, -60.0F, 60.0F)));
    changed = changed || bits != range.op.format.fraction_bits;
    range.op.format.fraction_bits = bits;
  }
  if (changed) refresh_scales();
  return changed;
}

net::Graph Model::to_float_graph() const { return rebuild(Mode::Float); }
net::Graph Model::to_quantised_graph() const { return rebuild(Mode::Quantised); }

net::Graph Model::rebuild(Mode mode) const {
  net::Graph graph = net::rebuild(
      graph_, [&](net::Rebuilt<net::RealOp>& out, net::NodeId node) { out.put(node, with_values(node)); });
  if (mode == Mode::Float) return graph;
  graph = net::run_passes(net::real_passes(), std::move(graph)).value();
  if (mode == Mode::Folded) return graph;
  for (const LinearLayer& layer : linears) {
    const net::NodeId node = *graph.find(graph_[layer.node].name);
    net::RealOp op = graph[node].op;
    const auto round = [&](auto& linear) {
      FoldedLayer values{linear.weights->data, std::vector<double>(layer.outputs, 0.0)};
      if (linear.has_bias) values.bias = linear.bias->data;
      values = quantise(layer, values);
      linear.weights = std::make_shared<const RealTensor>(linear.weights->shape, std::move(values.weights));
      if (linear.has_bias)
        linear.bias = std::make_shared<const RealTensor>(linear.bias->shape, std::move(values.bias));
    };
    if (auto* dense = std::get_if<net::Dense>(&op)) round(*dense);
    if (auto* conv = std::get_if<net::Conv>(&op)) round(*conv);
    graph.replace(node, std::move(op));
  }
  return graph;
}

net::RealOp Model::with_values(net::NodeId id) const {
  const auto tensor = [](const Shape& shape, const auto& values) {
    return std::make_shared<const RealTensor>(shape, std::vector<double>(values.begin(), values.end()));
  };
  const net::Graph::Node& node = graph_[id];
  net::RealOp op = node.op;
  if (auto* norm = std::get_if<net::BatchNorm>(&op)) {
    const NormLayer& layer = norms[index_of(id)];
    const Shape shape{static_cast<std::int64_t>(layer.mean.size())};
    norm->gamma = tensor(shape, parameters[layer.gamma].value);
    norm->beta = tensor(shape, parameters[layer.beta].value);
    norm->mean = tensor(shape, layer.mean);
    norm->variance = tensor(shape, layer.variance);
  }
  if (auto* quantize = std::get_if<net::Quantize>(&op)) quantize->format = ranges[index_of(id)].op.format;
  const auto fill = [&](auto& linear, const Shape& shape) {
    const LinearLayer& layer = linears[index_of(id)];
    linear.format = layer.format;
    linear.mask = layer.mask ? std::make_shared<const IntTensor>(shape, layer.mask->data) : nullptr;
    linear.weights = tensor(shape, parameters[layer.weights].value);
    if (layer.bias) linear.bias = tensor(Shape{shape[0]}, parameters[*layer.bias].value);
  };
  if (auto* dense = std::get_if<net::Dense>(&op))
    fill(*dense, Shape{dense->units, graph_[node.inputs[0]].shape.size()});
  if (auto* conv = std::get_if<net::Conv>(&op)) {
    Shape shape{conv->filters};
    for (const net::WindowAxis& axis : conv->window.axes) shape.dims.push_back(axis.kernel);
    shape.dims.push_back(graph_[node.inputs[0]].shape.channels() / conv->groups);
    fill(*conv, shape);
  }
  return op;
}

void Model::prune(const net::Masks& masks) {
  for (const auto& [name, mask] : masks) {
    const auto layer = std::find_if(linears.begin(), linears.end(), [&name = name, this](const auto& linear) {
      return graph_[linear.node].name == name;
    });
    KNAP_CHECK(layer != linears.end(), name);
    if (!mask) continue;
    std::vector<float>& weights = parameters[layer->weights].value;
    KNAP_CHECK(mask->data.size() == weights.size(), name);
    IntTensor both = *mask;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (layer->mask && layer->mask->data[i] == 0) both.data[i] = 0;
      if (both.data[i] == 0) weights[i] = 0;
    }
    layer->mask = std::make_shared<const IntTensor>(std::move(both));
  }
}

net::Masks Model::masks() const {
  net::Masks all;
  for (const LinearLayer& layer : linears) all[graph_[layer.node].name] = layer.mask;
  return all;
}

ModelState Model::save() const {
  ModelState state;
  for (const Parameter& parameter : parameters) state.parameters.push_back(parameter.value);
  for (const NormLayer& norm : norms) {
    state.means.push_back(norm.mean);
    state.variances.push_back(norm.variance);
  }
  for (const LinearLayer& layer : linears) {
    state.weight_bits.push_back(layer.format.fraction_bits);
    state.finer_bits.push_back(layer.finer_bits);
    state.masks.push_back(layer.mask ? *layer.mask : IntTensor());
  }
  for (const RangeLayer& range : ranges) state.range_bits.push_back(range.op.format.fraction_bits);
  return state;
}

void Model::restore(const ModelState& state) {
  for (std::size_t i = 0; i < parameters.size(); ++i) parameters[i].value = state.parameters.at(i);
  for (std::size_t i = 0; i < norms.size(); ++i) {
    norms[i].mean = state.means.at(i);
    norms[i].variance = state.variances.at(i);
  }
  for (std::size_t i = 0; i < linears.size(); ++i) {
    linears[i].format.fraction_bits = state.weight_bits.at(i);
    linears[i].finer_bits = state.finer_bits.at(i);
    const IntTensor& mask = state.masks.at(i);
    linears[i].mask = mask.data.empty() ? nullptr : std::make_shared<const IntTensor>(mask);
  }
  for (std::size_t i = 0; i < ranges.size(); ++i) ranges[i].op.format.fraction_bits = state.range_bits.at(i);
  refresh_scales();
}

}  // namespace knap::learn
