// Loss: cross-entropy on a handful of logits, with class weights and label smoothing, and what validation
// measures.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "learn/train/options.h"

namespace knap::learn {

/// What a teacher says of the training samples. The loss becomes a CE + (1 - a) T^2 KL(teacher || student), a
/// being the share of the labels and T the temperature, by which the logits of both are divided in the
/// divergence (Hinton, Vinyals, Dean 2015, arXiv 1503.02531; T^2 keeps the gradients of both terms in
/// proportion).
struct Teacher {
  std::vector<float> logits;  ///< [samples, logits of the network], of samples without augmentation
  double temperature = 4;     ///< > 0
  double label_share = 0.5;   ///< a, in [0, 1]
};

/// Cross-entropy (several logits) or binary cross-entropy (one logit; class 1 where it is positive). Labels
/// are class numbers.
class Loss {
 public:
  Loss() = default;
  /// Class weights are taken from the labels of the training set: balanced = count / (classes * count of the
  /// class).
  Loss(const TrainOptions& options, std::int64_t logits, std::span<const int> training_labels);

  std::int64_t classes() const { return static_cast<std::int64_t>(weights_.size()); }
  double weight(int label) const { return weights_[static_cast<std::size_t>(label)]; }
  /// Sum of the weights of samples: what a batch's loss is divided by.
  double total_weight(std::span<const int> labels) const;
  /// Weighted sum of the losses of labels.size() samples; where `gradient` is not empty it receives the
  /// derivative of this sum divided by `total`.
  double sum(std::span<const float> logits, std::span<const int> labels, std::span<float> gradient,
             double total) const;
  /// The same with a teacher, whose logits of these samples are `taught`.
  double sum(std::span<const float> logits, std::span<const int> labels, const Teacher& teacher,
             std::span<const float> taught, std::span<float> gradient, double total) const;

 private:
  double sample(const float* logits, int label, float* gradient, double total) const;
  double divergence(const float* logits, const float* taught, double temperature, float* gradient,
                    double scale) const;

  std::int64_t logits_ = 1;
  double smoothing_ = 0;
  std::vector<double> weights_;
};

/// The class that logits choose: the lowest index of the greatest, or logit > 0 for one.
int predicted_class(std::span<const float> logits);

/// What one pass over a set measured.
struct Measure {
  double loss = 0, accuracy = 0, balanced_accuracy = 0;
};
Measure measure(const Loss& loss, std::span<const float> logits, std::span<const int> labels);

}  // namespace knap::learn
