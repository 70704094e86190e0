#include "learn/train/optimiser.h"

#include <cmath>

namespace knap::learn {
namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;

}  // namespace

Optimiser::Optimiser(const TrainOptions& options, const std::vector<Parameter>& parameters)
    : kind_(options.optimiser), momentum_(options.momentum), weight_decay_(options.weight_decay) {
  for (const Parameter& parameter : parameters) {
    state_.first.emplace_back(parameter.value.size(), 0.0F);
    state_.second.emplace_back(kind_ == OptimiserKind::Sgd ? 0 : parameter.value.size(), 0.0F);
  }
}

void Optimiser::step(std::vector<Parameter>& parameters, const Gradients& gradients, double learning_rate) {
  ++state_.steps;
  const auto t = static_cast<double>(state_.steps);
  const double correction1 = 1 - std::pow(kBeta1, t), correction2 = std::sqrt(1 - std::pow(kBeta2, t));
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    Parameter& parameter = parameters[p];
    const double rate = learning_rate * parameter.rate_factor;
    const double decay = parameter.is_decayed ? weight_decay_ : 0;
    for (std::size_t i = 0; i < parameter.value.size(); ++i) {
      double value = parameter.value[i], gradient = gradients[p][i];
      if (kind_ == OptimiserKind::AdamW)
        value -= rate * decay * value;
      else
        gradient += decay * value;
      if (kind_ == OptimiserKind::Sgd) {
        const double velocity = momentum_ * static_cast<double>(state_.first[p][i]) + gradient;
        state_.first[p][i] = static_cast<float>(velocity);
        value -= rate * (gradient + momentum_ * velocity);
      } else {
        const double first = kBeta1 * static_cast<double>(state_.first[p][i]) + (1 - kBeta1) * gradient;
        const double second =
            kBeta2 * static_cast<double>(state_.second[p][i]) + (1 - kBeta2) * gradient * gradient;
        state_.first[p][i] = static_cast<float>(first);
        state_.second[p][i] = static_cast<float>(second);
        value -= rate * (first / correction1) / (std::sqrt(second) / correction2 + kEpsilon);
      }
      parameter.value[i] = static_cast<float>(value);
    }
  }
}

double clip_gradients(Gradients& gradients, double limit) {
  double sum = 0;
  for (const auto& gradient : gradients)
    for (const float g : gradient) sum += static_cast<double>(g) * static_cast<double>(g);
  const double norm = std::sqrt(sum);
  if (limit > 0 && norm > limit)
    for (auto& gradient : gradients)
      for (float& g : gradient) g = static_cast<float>(g * (limit / norm));
  return norm;
}

}  // namespace knap::learn
