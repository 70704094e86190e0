// Divergence: how far a network's answers lie from those of another, without labels.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace knap::learn {

/// The mean over the samples of the Kullback-Leibler divergence between the classes' probabilities of a
/// reference and of what is compared with it: what the cross-entropy grows by under labels drawn from the
/// reference.
///
/// Both are softened (Hinton et al. 2015, arXiv 1503.02531) by the root mean square of the reference's
/// centred logits, at least 1: the answers of a sure network hardly move, which would say nothing about
/// samples nearer to its borders. And what is compared is first multiplied by the factor in [1/16, 16] that
/// brings it closest, for no choice of a class depends on it; with few bits, logits that are all too large
/// would else be thought worse than none at all.
class Divergence {
 public:
  /// `reference` has `width` logits per sample; of one logit the two classes are its sign's.
  Divergence(std::vector<float> reference, std::int64_t width);
  /// 0 for the reference itself and its multiples; `logits` has its size. The divergence is convex in the
  /// factor, so halving the interval in which its slope changes sign finds the least: 24 evaluations.
  double of(std::span<const float> logits) const;
  double temperature() const { return temperature_; }

 private:
  struct Fit {
    double value = 0, slope = 0;  ///< of the divergence, and of it by the factor
  };
  std::size_t classes() const { return width_ == 1 ? 2 : width_; }
  /// Of all classes, divided by the temperature: of one logit x, 0 and x.
  std::vector<double> scores(std::span<const float> logits) const;
  Fit fit(const std::vector<double>& scores, double factor) const;

  std::size_t width_;
  double temperature_ = 1;
  std::vector<double> probabilities_;  ///< of the reference, sample by sample
  double entropy_ = 0;                 ///< sum over all samples
};

}  // namespace knap::learn
