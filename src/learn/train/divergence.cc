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
  probabilities_ = scores(reference);
  for (std::size_t at = 0; at < probabilities_.size(); at += classes()) {
    double sum = 0;
    for (std::size_t c = at; c < at + classes(); ++c)
      sum += probabilities_[c] = std::exp(probabilities_[c]);  // of centred, softened logits: no overflow
    for (std::size_t c = at; c < at + classes(); ++c) {
      probabilities_[c] /= sum;
      entropy_ -= probabilities_[c] * std::log(std::max(probabilities_[c], 1e-300));
    }
  }
}

std::vector<double> Divergence::scores(std::span<const float> logits) const {
  std::vector<double> all;
  for (std::size_t at = 0; at < logits.size(); at += width_) {
    if (width_ == 1) all.push_back(0);
    const float top = *std::max_element(logits.begin() + static_cast<std::ptrdiff_t>(at),
                                        logits.begin() + static_cast<std::ptrdiff_t>(at + width_));
    for (std::size_t c = 0; c < width_; ++c)
      all.push_back(static_cast<double>(logits[at + c] - (width_ == 1 ? 0 : top)) / temperature_);
  }
  return all;
}

Divergence::Fit Divergence::fit(const std::vector<double>& scores, double factor) const {
  Fit fit{-entropy_, 0};
  std::vector<double> powers(classes());
  for (std::size_t at = 0; at < scores.size(); at += classes()) {
    const double top =
        factor * *std::max_element(scores.begin() + static_cast<std::ptrdiff_t>(at),
                                   scores.begin() + static_cast<std::ptrdiff_t>(at + classes()));
    double sum = 0;
    for (std::size_t c = 0; c < classes(); ++c) sum += powers[c] = std::exp(factor * scores[at + c] - top);
    for (std::size_t c = 0; c < classes(); ++c) {
      fit.value -= probabilities_[at + c] * (factor * scores[at + c] - top - std::log(sum));
      fit.slope += (powers[c] / sum - probabilities_[at + c]) * scores[at + c];
    }
  }
  return fit;
}

double Divergence::of(std::span<const float> logits) const {
  const std::vector<double> found = scores(logits);
  KNAP_CHECK(found.size() == probabilities_.size());
  double low = -4, high = 4;  // logarithms to the base 2
  for (int halving = 0; halving < 24; ++halving) {
    const double middle = (low + high) / 2;
    (fit(found, std::exp2(middle)).slope < 0 ? low : high) = middle;
  }
  const std::size_t samples = std::max<std::size_t>(1, logits.size() / width_);
  return std::max(0.0, fit(found, std::exp2((low + high) / 2)).value / static_cast<double>(samples));
}

}  // namespace knap::learn
