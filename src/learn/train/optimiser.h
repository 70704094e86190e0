// Optimiser: Adam, AdamW and SGD on plain parameter vectors; its state is part of a checkpoint.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "learn/train/options.h"

namespace knap::learn {

/// One tensor that is learned.
struct Parameter {
  std::string name;  ///< "node.weights", "node.gamma", ...
  std::vector<float> value;
  bool is_decayed = false;  ///< weight decay applies
  double rate_factor = 1;   ///< of the learning rate
};

/// Gradients of all parameters, in their order.
using Gradients = std::vector<std::vector<float>>;

class Optimiser {
 public:
  Optimiser() = default;
  Optimiser(const TrainOptions& options, const std::vector<Parameter>& parameters);

  /// One step with this learning rate. Adam: betas 0.9 and 0.999, epsilon 1e-8 (Kingma, Ba 2015); AdamW:
  /// decoupled decay (Loshchilov, Hutter 2019); SGD: Nesterov momentum as torch defines it.
  void step(std::vector<Parameter>& parameters, const Gradients& gradients, double learning_rate);

  /// Everything that step() changes besides the parameters.
  struct State {
    std::int64_t steps = 0;
    Gradients first, second;  ///< moments; SGD uses `first` only
    bool operator==(const State&) const = default;
  };
  const State& state() const { return state_; }
  void restore(State state) { state_ = std::move(state); }

 private:
  OptimiserKind kind_ = OptimiserKind::AdamW;
  double momentum_ = 0.9, weight_decay_ = 0;
  State state_;
};

/// Scales the gradients so that their common L2 norm is at most `limit`; returns the norm before.
double clip_gradients(Gradients& gradients, double limit);

}  // namespace knap::learn
