#include "learn/train/divergence.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"

namespace knap::learn {

Divergence::Divergence(std::vector<float> reference, std::int64_t width)
    : width_(static_cast<std::size_t>(width)) {
  double squares = 0;
  for (std::size_t at = 0; at < reference.size(); at += width_) {
    double mean = 0;
    for (std::size_t c = 0; width_ > 1 && c < width_; ++c)
      mean += static_cast<double>(reference[at + c]) / static_cast<double>(width_);
    for (std::size_t c = 0; c < width_; ++c)
      squares += std::pow(static_cast<double>(reference[at + c]) - mean, 2);
  }
  if (!reference.empty())
    temperature_ = std::max(1.0, std::sqrt(squares / static_cast<double>(reference.size())));
  reference_ = log_probabilities(reference);
}

std::vector<double> Divergence::log_probabilities(std::span<const float> logits) const {
  const std::size_t classes = std::max<std::size_t>(width_, 2);
  std::vector<double> all, scores(classes);
  for (std::size_t at = 0; at < logits.size(); at += width_) {
    for (std::size_t c = 0; c < width_; ++c)
      scores[classes - width_ + c] = static_cast<double>(logits[at + c]) / temperature_;
    const double top = *std::max_element(scores.begin(), scores.end());
    double sum = 0;
    for (const double score : scores) sum += std::exp(score - top);
    for (const double score : scores) all.push_back(score - top - std::log(sum));
  }
  return all;
}

double Divergence::of(std::span<const float> logits) const {
  const std::vector<double> found = log_probabilities(logits);
  KNAP_CHECK(found.size() == reference_.size());
  double sum = 0;
  for (std::size_t i = 0; i < found.size(); ++i) sum += std::exp(reference_[i]) * (reference_[i] - found[i]);
  return sum / std::max(1.0, static_cast<double>(logits.size() / width_));
}

}  // namespace knap::learn
