#include "learn/train/graph_check.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "learn/train/network.h"
#include "net/eval/eval.h"

namespace knap::learn {
namespace {

constexpr std::int64_t kSamples = 5;

std::vector<float> random_values(const net::Graph& graph, std::int64_t count, Rng& rng) {
  const Shape& shape = graph[graph.inputs()[0]].shape;
  std::vector<float> values(static_cast<std::size_t>(count * shape.size()));
  for (float& value : values) value = static_cast<float>(rng.integer(-700, 700)) / 256;
  return values;
}

}  // namespace

RealTensorPtr random_reals(Shape shape, Rng& rng) {
  RealTensor tensor(std::move(shape));
  // Floats, so that the trainer's parameters are the same numbers.
  for (double& value : tensor.data) value = static_cast<double>(static_cast<float>(rng.normal()));
  return std::make_shared<const RealTensor>(std::move(tensor));
}

net::Graph wrap(const Shape& shape, net::RealOp op, Rng& rng) {
  net::Graph graph;
  net::NodeId tip = graph.add("x", net::Input{shape, Fixed{true, 16, 8}});
  tip = graph.add("op", std::move(op), {tip});
  if (graph[tip].shape.rank() > 1) tip = graph.add("flat", net::Flatten{}, {tip});
  net::Dense dense;
  dense.units = 2;
  dense.format.width_bits = 0;
  dense.weights = random_reals(Shape{2, graph[tip].shape.size()}, rng);
  dense.bias = random_reals(Shape{2}, rng);
  graph.add_output("scores", graph.add("dense", dense, {tip}));
  return graph;
}

double forward_error(const net::Graph& graph, Rng& rng) {
  const Model model = Model::make(graph, 1).value();
  const Network network(model);
  const std::vector<float> values = random_values(graph, kSamples, rng);
  const std::vector<float> found =
      network.infer(Mode::Folded, {values, kSamples, false}, model.effective(Mode::Folded));
  const Shape& shape = graph[graph.inputs()[0]].shape;
  const std::int64_t width = graph[model.logits()].shape.size();
  double error = 0, greatest = 1e-9;
  for (std::int64_t s = 0; s < kSamples; ++s) {
    RealTensor input(shape);
    std::copy_n(values.begin() + s * shape.size(), shape.size(), input.data.begin());
    const auto all = net::evaluate_all(model.to_float_graph(), {input}).value();
    for (std::int64_t i = 0; i < width; ++i) {
      const double wanted = all[model.logits().index][i];
      error = std::max(
          error, std::abs(static_cast<double>(found[static_cast<std::size_t>(s * width + i)]) - wanted));
      greatest = std::max(greatest, std::abs(wanted));
    }
  }
  return error / greatest;
}

double gradient_error(const net::Graph& graph, Rng& rng, std::string& worst) {
  constexpr std::int64_t kBatch = 8;
  Model model = Model::make(graph, 1).value();
  const Network network(model);
  const std::vector<float> values = random_values(graph, kBatch, rng);
  std::vector<double> direction(static_cast<std::size_t>(kBatch * graph[model.logits()].shape.size()));
  for (double& d : direction) d = rng.normal();
  const auto run = [&](double& objective) {
    const std::vector<Effective> weights = model.effective(Mode::Float);
    const Network::Pass pass = network.train(Mode::Float, {values, kBatch, false}, weights, false,
                                             [&](std::span<const float> logits, std::span<float> gradient) {
                                               objective = 0;
                                               for (std::size_t i = 0; i < logits.size(); ++i) {
                                                 objective += direction[i] * static_cast<double>(logits[i]);
                                                 gradient[i] = static_cast<float>(direction[i]);
                                               }
                                             });
    return model.backward(Mode::Float, weights, pass.gradients);
  };
  double objective = 0, error = 0;
  const Gradients gradients = run(objective);
  for (std::size_t p = 0; p < model.parameters.size(); ++p) {
    double greatest = 1e-3;
    for (const float g : gradients[p]) greatest = std::max(greatest, std::abs(static_cast<double>(g)));
    const std::size_t stride = gradients[p].size() / 12 + 1;
    for (std::size_t i = 0; i < gradients[p].size(); i += stride) {
      constexpr float kStep = 1.0F / 128;
      float& value = model.parameters[p].value[i];
      const float before = value;
      double above = 0, below = 0;
      value = before + kStep;
      run(above);
      value = before - kStep;
      run(below);
      value = before;
      const double slope = (above - below) / static_cast<double>(2 * kStep);
      const double found = std::abs(slope - static_cast<double>(gradients[p][i])) / greatest;
      if (found > error) {
        error = found;
        worst = model.parameters[p].name;
      }
    }
  }
  return error;
}

}  // namespace knap::learn
