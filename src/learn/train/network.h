// Network: a model's graph run on batches - forward, gradients, statistics, observed ranges. Hides libtorch.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "learn/train/model.h"

namespace knap::learn {

/// Per batch norm, the statistics of one part of a batch; empty where none were taken.
struct BatchStatistics {
  std::vector<std::vector<double>> mean, variance;
};

/// Numbers of `count` samples, one after the other: of the input node, or of the entry node.
struct Batch {
  std::span<const float> values;
  std::int64_t count = 0;
  bool is_entry = false;
};

class Network {
 public:
  /// `model` must outlive the network and keep its layers (their values may change between calls).
  explicit Network(const Model& model);

  /// The last node of the part that has no parameters: its values are the same in every epoch, so they can be
  /// kept.
  net::NodeId entry() const { return entry_; }
  /// Numbers of one sample at the entry node.
  std::size_t entry_size() const { return static_cast<std::size_t>(model_->graph()[entry_].shape.size()); }

  /// Values of the entry node for raw input values. Thread-safe, as all below.
  std::vector<float> run_front(const Batch& batch) const;

  /// Logits, without gradients; batch norms use their running statistics (mode Folded or Quantised).
  std::vector<float> infer(Mode mode, const Batch& batch, const std::vector<Effective>& weights) const;
  /// The same in mode Folded with some of the Quantize nodes: those of the front and those that `acting`
  /// marks.
  std::vector<float> infer(const std::vector<bool>& acting, const Batch& batch,
                           const std::vector<Effective>& weights) const;
  /// Shows what each Quantize reads in mode Folded.
  using Observe = std::function<void(std::size_t range, std::span<const float> values)>;
  void observe(const Batch& batch, const std::vector<Effective>& weights, const Observe& observe) const;

  /// One forward and backward pass (mode Float or Quantised). `loss` is given the logits and fills their
  /// gradient.
  using LossGradient = std::function<void(std::span<const float> logits, std::span<float> gradient)>;
  struct Pass {
    LeafGradients gradients;
    BatchStatistics statistics;
  };
  Pass train(Mode mode, const Batch& batch, const std::vector<Effective>& weights, bool with_statistics,
             const LossGradient& loss) const;

 private:
  class Walk;
  const Model* model_;
  net::NodeId entry_;
  std::vector<bool> needed_;  ///< ancestors of the logits
  std::vector<int> users_;    ///< of each node, among the needed ones
  /// Of a Relu whose only user, an unsigned Quantize, does its work when it acts: the index of its range.
  std::vector<std::optional<std::size_t>> quantized_;
  std::vector<bool> normed_;  ///< a Relu that is done by the batch norm before it, which nothing else reads
};

}  // namespace knap::learn
