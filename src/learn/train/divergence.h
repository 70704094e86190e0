// Divergence: how far a network's answers lie from those of another, without labels.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace knap::learn {

/// The mean over the samples of the Kullback-Leibler divergence between the classes' probabilities of a
/// reference and of what is compared with it, both softened: it is what the cross-entropy grows by under
/// labels drawn from the reference. Softened (Hinton et al. 2015, arXiv 1503.02531) by the root mean square
/// of the reference's centred logits, at least 1, because the answers of a sure network hardly move, which
/// would say nothing about samples nearer to its borders.
class Divergence {
 public:
  /// `reference` has `width` logits per sample; of one logit the two classes are its sign's.
  Divergence(std::vector<float> reference, std::int64_t width);
  /// 0 for the reference itself, else above; `logits` has its size.
  double of(std::span<const float> logits) const;
  double temperature() const { return temperature_; }

 private:
  std::vector<double> log_probabilities(std::span<const float> logits) const;

  std::size_t width_;
  double temperature_ = 1;
  std::vector<double> reference_;  ///< log probabilities of all classes, sample by sample
};

}  // namespace knap::learn
