#include <cmath>

#include "net/build/build.h"

namespace knap::net {

namespace {

RealTensorPtr constant(Shape shape, double value) {
  RealTensor tensor(std::move(shape));
  for (double& element : tensor.data) element = value;
  return std::make_shared<const RealTensor>(std::move(tensor));
}

RealTensorPtr he_uniform(Shape shape, Rng& rng) {
  RealTensor tensor(std::move(shape));
  const double bound =
      std::sqrt(6.0 * static_cast<double>(tensor.shape[0]) / static_cast<double>(tensor.size()));
  for (double& element : tensor.data) element = rng.uniform(-bound, bound);
  return std::make_shared<const RealTensor>(std::move(tensor));
}

template <class Op>
void initialise_linear(Op& op, const Shape& weights, Rng& rng) {
  if (!op.weights) op.weights = he_uniform(weights, rng);
  if (op.has_bias && !op.bias) op.bias = constant(Shape{weights[0]}, 0);
}

void initialise_norm(BatchNorm& norm, const Shape& channels) {
  if (!norm.gamma) norm.gamma = constant(channels, 1);
  if (!norm.beta) norm.beta = constant(channels, 0);
  if (!norm.mean) norm.mean = constant(channels, 0);
  if (!norm.variance) norm.variance = constant(channels, 1);
}

}  // namespace

void initialise(Graph& graph, Rng& rng) {
  for (std::uint32_t i = 0; i < graph.size(); ++i) {
    const Graph::Node& node = graph.nodes()[i];
    RealOp op = node.op;
    if (auto* dense = std::get_if<Dense>(&op)) {
      initialise_linear(*dense, Shape{dense->units, graph[node.inputs[0]].shape.size()}, rng);
    } else if (auto* conv = std::get_if<Conv>(&op)) {
      Shape weights{conv->filters};
      for (const WindowAxis& axis : conv->window.axes) weights.dims.push_back(axis.kernel);
      weights.dims.push_back(graph[node.inputs[0]].shape.channels() / conv->groups);
      initialise_linear(*conv, weights, rng);
    } else if (auto* norm = std::get_if<BatchNorm>(&op)) {
      initialise_norm(*norm, Shape{node.shape.channels()});
    } else {
      continue;
    }
    graph.replace(NodeId{i}, std::move(op));
  }
}

}  // namespace knap::net
