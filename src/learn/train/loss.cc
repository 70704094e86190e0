#include "learn/train/loss.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"

namespace knap::learn {

Loss::Loss(const TrainOptions& options, std::int64_t logits, std::span<const int> training_labels)
    : logits_(logits), smoothing_(options.label_smoothing) {
  const std::int64_t classes = std::max<std::int64_t>(2, logits);
  weights_.assign(static_cast<std::size_t>(classes), 1.0);
  if (options.class_weights == ClassWeights::None) return;
  std::vector<std::int64_t> counts(weights_.size());
  for (const int label : training_labels) ++counts.at(static_cast<std::size_t>(label));
  for (std::size_t c = 0; c < weights_.size(); ++c)
    if (counts[c] > 0)
      weights_[c] = std::pow(static_cast<double>(training_labels.size()) /
                                 (static_cast<double>(classes) * static_cast<double>(counts[c])),
                             options.class_balance);
}

double Loss::total_weight(std::span<const int> labels) const {
  double total = 0;
  for (const int label : labels) total += weight(label);
  return total;
}

double Loss::sample(const float* logits, int label, float* gradient, double total) const {
  const double w = weight(label), scale = w / total;
  if (logits_ == 1) {
    // -t log s(x) - (1 - t) log(1 - s(x)) = max(x, 0) - x t + log(1 + exp(-|x|)).
    const double x = logits[0], target = label == 1 ? 1 - smoothing_ / 2 : smoothing_ / 2;
    if (gradient) gradient[0] = static_cast<float>((1 / (1 + std::exp(-x)) - target) * scale);
    return w * (std::max(x, 0.0) - x * target + std::log1p(std::exp(-std::abs(x))));
  }
  const double top = *std::max_element(logits, logits + logits_);
  double sum = 0;
  for (std::int64_t c = 0; c < logits_; ++c) sum += std::exp(static_cast<double>(logits[c]) - top);
  const double log_sum = top + std::log(sum);
  const double share = smoothing_ / static_cast<double>(logits_);
  double loss = 0;
  for (std::int64_t c = 0; c < logits_; ++c) {
    const double log_probability = static_cast<double>(logits[c]) - log_sum;
    const double target = (c == label ? 1 - smoothing_ : 0) + share;
    loss -= target * log_probability;
    if (gradient) gradient[c] = static_cast<float>((std::exp(log_probability) - target) * scale);
  }
  return w * loss;
}

double Loss::sum(std::span<const float> logits, std::span<const int> labels, std::span<float> gradient,
                 double total) const {
  KNAP_CHECK(logits.size() == labels.size() * static_cast<std::size_t>(logits_));
  double loss = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::size_t at = i * static_cast<std::size_t>(logits_);
    loss += sample(&logits[at], labels[i], gradient.empty() ? nullptr : &gradient[at], total);
  }
  return loss;
}

namespace {

/// log softmax(logits / temperature); a single logit stands against 0.
std::vector<double> log_probabilities(const float* logits, std::int64_t count, double temperature) {
  std::vector<double> found;
  if (count == 1) found.push_back(0);
  for (std::int64_t c = 0; c < count; ++c) found.push_back(static_cast<double>(logits[c]) / temperature);
  const double top = *std::max_element(found.begin(), found.end());
  double sum = 0;
  for (const double logit : found) sum += std::exp(logit - top);
  for (double& logit : found) logit -= top + std::log(sum);
  return found;
}

}  // namespace

/// T^2 KL(teacher || student) of one sample; adds `scale` times its derivative, T (q - p), to the gradient.
double Loss::divergence(const float* logits, const float* taught, double temperature, float* gradient,
                        double scale) const {
  const std::vector<double> student = log_probabilities(logits, logits_, temperature),
                            teacher = log_probabilities(taught, logits_, temperature);
  const std::size_t first = student.size() - static_cast<std::size_t>(logits_);
  double sum = 0;
  for (std::size_t c = 0; c < student.size(); ++c) {
    sum += std::exp(teacher[c]) * (teacher[c] - student[c]);
    if (gradient && c >= first)
      gradient[c - first] +=
          static_cast<float>(scale * temperature * (std::exp(student[c]) - std::exp(teacher[c])));
  }
  return temperature * temperature * sum;
}

double Loss::sum(std::span<const float> logits, std::span<const int> labels, const Teacher& teacher,
                 std::span<const float> taught, std::span<float> gradient, double total) const {
  KNAP_CHECK(taught.size() == logits.size());
  const double a = teacher.label_share;
  double loss = a * sum(logits, labels, gradient, total);
  for (float& slope : gradient) slope *= static_cast<float>(a);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::size_t at = i * static_cast<std::size_t>(logits_);
    const double w = (1 - a) * weight(labels[i]);
    loss += w * divergence(&logits[at], &taught[at], teacher.temperature,
                           gradient.empty() ? nullptr : &gradient[at], w / total);
  }
  return loss;
}

int predicted_class(std::span<const float> logits) {
  if (logits.size() == 1) return logits[0] > 0 ? 1 : 0;
  return static_cast<int>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

Measure measure(const Loss& loss, std::span<const float> logits, std::span<const int> labels) {
  Measure found;
  if (labels.empty()) return found;
  const std::size_t width = logits.size() / labels.size();
  std::vector<std::int64_t> counts(static_cast<std::size_t>(loss.classes())), right(counts.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto label = static_cast<std::size_t>(labels[i]);
    ++counts.at(label);
    right[label] += predicted_class(logits.subspan(i * width, width)) == labels[i];
  }
  std::int64_t all_right = 0, present = 0;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    all_right += right[c];
    if (counts[c] == 0) continue;
    ++present;
    found.balanced_accuracy += static_cast<double>(right[c]) / static_cast<double>(counts[c]);
  }
  found.balanced_accuracy /= static_cast<double>(std::max<std::int64_t>(present, 1));
  found.accuracy = static_cast<double>(all_right) / static_cast<double>(labels.size());
  found.loss = loss.sum(logits, labels, {}, 1) / loss.total_weight(labels);
  return found;
}

}  // namespace knap::learn
