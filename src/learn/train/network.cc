#include "learn/train/network.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <algorithm>

#include "learn/train/memory.h"
#include "learn/train/tensors.h"

namespace knap::learn {
namespace {

std::vector<float> to_floats(const at::Tensor& values) {
  const at::Tensor flat = flatten_samples(values).cpu();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

std::vector<float> gradient_of(const at::Tensor& leaf, std::size_t count) {
  if (!leaf.defined() || !leaf.grad().defined()) return std::vector<float>(count, 0.0F);
  const at::Tensor flat = flatten_weights(leaf.grad()).cpu();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

Shape weight_shape(const net::Graph& graph, net::NodeId id) {
  const net::Graph::Node& node = graph[id];
  const Shape& input = graph[node.inputs[0]].shape;
  if (const auto* dense = std::get_if<net::Dense>(&node.op)) return Shape{dense->units, input.size()};
  const auto& conv = std::get<net::Conv>(node.op);
  Shape shape{conv.filters};
  for (const net::WindowAxis& axis : conv.window.axes) shape.dims.push_back(axis.kernel);
  shape.dims.push_back(input.channels() / conv.groups);
  return shape;
}

}  // namespace

void prepare_library() {
  static const bool is_prepared = [] {
    use_tensor_pool();
    using SetThreads = void (*)(int);
    if (void* found = dlsym(RTLD_DEFAULT, "openblas_set_num_threads")) reinterpret_cast<SetThreads>(found)(1);
    at::globalContext().setDeterministicCuDNN(true);
    at::globalContext().setBenchmarkCuDNN(false);
    at::globalContext().setAllowTF32CuDNN(false);
    return true;
  }();
  static_cast<void>(is_prepared);
  if (at::get_num_threads() != 1) at::set_num_threads(1);
}

/// One evaluation of the graph on one batch.
class Network::Walk {
 public:
  Walk(const Network& network, Mode mode, bool is_training)
      : network_(network),
        model_(*network.model_),
        graph_(model_.graph()),
        mode_(mode),
        is_training_(is_training) {
    for (const RangeLayer& range : model_.ranges) acting.push_back(range.is_front || mode == Mode::Quantised);
    prepare_library();
    if (at::hasCUDA()) device_ = at::kCUDA;
    values_.resize(graph_.size());
  }

  void set_weights(const std::vector<Effective>& weights) {
    for (std::size_t l = 0; l < weights.size(); ++l) {
      const Shape shape = weight_shape(graph_, model_.linears[l].node);
      weights_.push_back(leaf(view_weights(weights[l].weights.data(), shape)));
      const bool has_bias = mode_ != Mode::Float || model_.linears[l].bias;
      bias_.push_back(has_bias
                          ? leaf(view_weights(weights[l].bias.data(), Shape{shape[0], 1}).view({shape[0]}))
                          : at::Tensor());
    }
    for (const NormLayer& norm : model_.norms) {
      const bool live = mode_ == Mode::Float || !norm.is_folded;
      const Shape shape{static_cast<std::int64_t>(norm.mean.size()), 1};
      const auto view = [&](std::size_t p) {
        return view_weights(model_.parameters[p].value.data(), shape).view({-1});
      };
      gamma_.push_back(live ? leaf(view(norm.gamma)) : at::Tensor());
      beta_.push_back(live ? leaf(view(norm.beta)) : at::Tensor());
    }
    for (const RangeLayer& range : model_.ranges)
      log2_step_.push_back(range.log2_step && mode_ == Mode::Quantised && is_training_
                               ? leaf(at::zeros({1}, at::kFloat))
                               : at::Tensor());
  }

  /// Evaluates from the batch's node up to `last`.
  at::Tensor run(const Batch& batch, net::NodeId last) {
    const net::NodeId first = batch.is_entry ? network_.entry_ : graph_.inputs()[0];
    values_[first.index] = view_samples(batch.values.data(), batch.count, graph_[first].shape).to(device_);
    for (std::uint32_t n = first.index + 1; n <= last.index; ++n) {
      if (!network_.needed_[n] || (batch.is_entry && model_.front()[n])) continue;
      values_[n] = evaluate(net::NodeId{n});
      release(net::NodeId{n});
    }
    return values_[last.index];
  }

  std::vector<bool> acting;  ///< by range
  Observe observe;
  BatchStatistics* statistics = nullptr;
  LeafGradients gradients() const;

 private:
  at::Tensor leaf(const at::Tensor& view) const {
    at::Tensor moved = device_ == at::kCPU ? view : view.to(device_);
    return is_training_ ? moved.detach().requires_grad_() : moved;
  }

  at::Tensor evaluate(net::NodeId id) {
    const net::Graph::Node& node = graph_[id];
    std::vector<at::Tensor> x;
    for (const net::NodeId input : node.inputs) x.push_back(values_[input.index]);
    const std::size_t layer = model_.index_of(id);
    if (std::holds_alternative<net::Quantize>(node.op)) return quantize(layer, x[0]);
    if (std::holds_alternative<net::BatchNorm>(node.op)) return batch_norm(layer, x[0]);
    if (std::holds_alternative<net::Dense>(node.op))
      return summed(layer, apply_dense(x[0], weights_[layer], bias_[layer]));
    if (const auto* conv = std::get_if<net::Conv>(&node.op))
      return summed(layer, apply_conv(*conv, x[0], weights_[layer], bias_[layer]));
    if (const auto& range = network_.quantized_[id.index]; range && acting[*range]) return x[0];
    if (network_.normed_[id.index] && mode_ == Mode::Float && is_training_) return x[0];
    return apply_plain(node.op, x, node.shape, is_in_place(node));
  }

  /// The result of a linear layer may be overwritten when nothing but this node reads it: neither a
  /// convolution nor a batch norm needs its own result for its gradient.
  bool is_in_place(const net::Graph::Node& node) const {
    const net::NodeId operand = node.inputs[0];
    const net::RealOp& op = graph_[operand].op;
    if (network_.users_[operand.index] != 1 || operand == network_.entry_) return false;
    return std::holds_alternative<net::Conv>(op) || std::holds_alternative<net::BatchNorm>(op);
  }

  at::Tensor quantize(std::size_t r, const at::Tensor& x) {
    const RangeLayer& range = model_.ranges[r];
    if (observe) observe(r, to_floats(x));
    if (!acting[r]) return x;
    return apply_quantize(range.op, x, r < log2_step_.size() ? log2_step_[r] : at::Tensor());
  }

  at::Tensor batch_norm(std::size_t n, const at::Tensor& x) {
    const NormLayer& norm = model_.norms[n];
    if (mode_ != Mode::Float && norm.is_folded) return x;
    if (mode_ == Mode::Float && is_training_) {
      std::vector<double> mean, variance;
      at::Tensor y =
          apply_batch_norm(x, gamma_[n], beta_[n], norm.epsilon, rectifies(norm.node), mean, variance);
      if (statistics) {
        statistics->mean[n] = std::move(mean);
        statistics->variance[n] = std::move(variance);
      }
      return y;
    }
    const auto floats = [&](const std::vector<double>& values) {
      return at::tensor(std::vector<float>(values.begin(), values.end())).to(device_);
    };
    return apply_fixed_batch_norm(x, gamma_[n], beta_[n], floats(norm.mean), floats(norm.variance),
                                  norm.epsilon);
  }

  /// Whether the one node that reads this is a Relu, which is then done at once.
  bool rectifies(net::NodeId id) const {
    const auto users = graph_.users(id);
    return users.size() == 1 && network_.normed_[users[0].index];
  }

  /// Takes the statistics of a folded batch norm from the sums it would have seen, in its own output's scale.
  at::Tensor summed(std::size_t l, at::Tensor y) {
    const auto& norm = model_.linears[l].norm;
    if (statistics && mode_ == Mode::Quantised && norm)
      channel_statistics(y, statistics->mean[*norm], statistics->variance[*norm]);
    return y;
  }

  /// Drops values that no later node reads (their memory is reused at once).
  void release(net::NodeId id) {
    for (const net::NodeId input : graph_[id].inputs) {
      std::uint32_t last = input.index;
      for (const net::NodeId user : graph_.users(input))
        if (network_.needed_[user.index]) last = std::max(last, user.index);
      if (last <= id.index) values_[input.index].reset();
    }
  }

  const Network& network_;
  const Model& model_;
  const net::Graph& graph_;
  Mode mode_;
  bool is_training_;
  at::Device device_ = at::kCPU;
  std::vector<at::Tensor> values_, weights_, bias_, gamma_, beta_, log2_step_;
};

LeafGradients Network::Walk::gradients() const {
  LeafGradients all;
  for (std::size_t l = 0; l < model_.linears.size(); ++l) {
    const LinearLayer& layer = model_.linears[l];
    all.weights.push_back(gradient_of(weights_[l], layer.outputs * layer.per_output));
    all.bias.push_back(gradient_of(bias_[l], layer.outputs));
  }
  for (std::size_t n = 0; n < model_.norms.size(); ++n) {
    const std::size_t channels = gamma_[n].defined() ? model_.norms[n].mean.size() : 0;
    all.gamma.push_back(channels ? gradient_of(gamma_[n], channels) : std::vector<float>{});
    all.beta.push_back(channels ? gradient_of(beta_[n], channels) : std::vector<float>{});
  }
  for (std::size_t r = 0; r < model_.ranges.size(); ++r)
    all.log2_step.push_back(log2_step_[r].defined() ? static_cast<double>(gradient_of(log2_step_[r], 1)[0])
                                                    : 0.0);
  return all;
}

Network::Network(const Model& model) : model_(&model) {
  const net::Graph& graph = model.graph();
  needed_.assign(graph.size(), false);
  users_.assign(graph.size(), 0);
  quantized_.assign(graph.size(), std::nullopt);
  normed_.assign(graph.size(), false);
  needed_[model.logits().index] = true;
  for (std::uint32_t n = model.logits().index + 1; n-- > 0;)
    if (needed_[n])
      for (const net::NodeId input : graph.nodes()[n].inputs) {
        needed_[input.index] = true;
        ++users_[input.index];
      }
  // Nodes of the front that the rest reads: where there is one only, everything before it can be computed
  // once.
  std::vector<net::NodeId> borders;
  for (std::uint32_t n = 0; n < graph.size(); ++n) {
    if (!needed_[n] || !model.front()[n]) continue;
    for (const net::NodeId user : graph.users(net::NodeId{n}))
      if (needed_[user.index] && !model.front()[user.index]) {
        borders.push_back(net::NodeId{n});
        break;
      }
  }
  entry_ = borders.size() == 1 ? borders[0] : graph.inputs()[0];
  for (std::uint32_t n = 0; n < graph.size(); ++n) {
    if (!std::holds_alternative<net::Relu>(graph.nodes()[n].op)) continue;
    const net::NodeId operand = graph.nodes()[n].inputs[0];
    normed_[n] =
        std::holds_alternative<net::BatchNorm>(graph[operand].op) && graph.users(operand).size() == 1;
    if (users_[n] != 1) continue;
    for (const net::NodeId user : graph.users(net::NodeId{n})) {
      const auto* quantize = std::get_if<net::Quantize>(&graph[user].op);
      if (quantize && !quantize->format.is_signed && quantize->format.width_bits > 0 &&
          (quantize->overflow == Overflow::Sat || quantize->overflow == Overflow::SatSym))
        quantized_[n] = model.index_of(user);
    }
  }
}

std::vector<float> Network::run_front(const Batch& batch) const {
  const at::NoGradGuard no_gradient;
  return guarded([&] {
    Walk walk(*this, Mode::Float, false);
    return to_floats(walk.run(batch, entry_));
  });
}

std::vector<float> Network::infer(Mode mode, const Batch& batch,
                                  const std::vector<Effective>& weights) const {
  const at::NoGradGuard no_gradient;
  return guarded([&] {
    Walk walk(*this, mode, false);
    walk.set_weights(weights);
    return to_floats(walk.run(batch, model_->logits()));
  });
}

std::vector<float> Network::infer(const std::vector<bool>& acting, const Batch& batch,
                                  const std::vector<Effective>& weights) const {
  const at::NoGradGuard no_gradient;
  return guarded([&] {
    Walk walk(*this, Mode::Folded, false);
    for (std::size_t r = 0; r < acting.size(); ++r) walk.acting[r] = walk.acting[r] || acting[r];
    walk.set_weights(weights);
    return to_floats(walk.run(batch, model_->logits()));
  });
}

void Network::observe(const Batch& batch, const std::vector<Effective>& weights,
                      const Observe& observe) const {
  const at::NoGradGuard no_gradient;
  guarded([&] {
    Walk walk(*this, Mode::Folded, false);
    walk.observe = observe;
    walk.set_weights(weights);
    walk.run(batch, model_->logits());
  });
}

Network::Pass Network::train(Mode mode, const Batch& batch, const std::vector<Effective>& weights,
                             bool with_statistics, const LossGradient& loss) const {
  Pass pass;
  pass.statistics.mean.resize(model_->norms.size());
  pass.statistics.variance.resize(model_->norms.size());
  guarded([&] {
    Walk walk(*this, mode, true);
    if (with_statistics) walk.statistics = &pass.statistics;
    walk.set_weights(weights);
    const at::Tensor logits = walk.run(batch, model_->logits());
    const at::Tensor plain = logits.detach().cpu().contiguous();
    at::Tensor gradient = at::empty_like(plain);
    loss({plain.data_ptr<float>(), static_cast<std::size_t>(plain.numel())},
         {gradient.data_ptr<float>(), static_cast<std::size_t>(gradient.numel())});
    logits.backward(gradient.to(logits.device()));
    pass.gradients = walk.gradients();
  });
  return pass;
}

}  // namespace knap::learn
