#include "learn/train/loss.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/rng.h"

namespace knap::learn {
namespace {

/// The gradient equals the difference quotient of the loss.
void expect_gradient(const Loss& loss, std::int64_t width, const std::vector<int>& labels) {
  Rng rng(1, "loss");
  std::vector<float> logits(labels.size() * static_cast<std::size_t>(width));
  for (float& logit : logits) logit = static_cast<float>(2 * rng.normal());
  std::vector<float> gradient(logits.size());
  const double total = loss.total_weight(labels);
  loss.sum(logits, labels, gradient, total);
  for (std::size_t i = 0; i < logits.size(); ++i) {
    std::vector<float> above = logits, below = logits;
    above[i] += 0.01F;
    below[i] -= 0.01F;
    const double slope = (loss.sum(above, labels, {}, 1) - loss.sum(below, labels, {}, 1)) /
                         static_cast<double>(above[i] - below[i]) / total;
    EXPECT_NEAR(static_cast<double>(gradient[i]), slope, 1e-4);
  }
}

TEST(Loss, GradientIsThatOfTheLossForManyLogitsAndForOne) {
  TrainOptions options;
  options.label_smoothing = 0.1;
  options.class_weights = ClassWeights::Balanced;
  const std::vector<int> labels{0, 2, 1, 2, 2}, binary{0, 1, 0, 0, 0};
  expect_gradient(Loss(options, 3, labels), 3, labels);
  expect_gradient(Loss(options, 1, binary), 1, binary);
}

TEST(Loss, ATeachersGradientIsThatOfTheLoss) {
  TrainOptions options;
  options.class_weights = ClassWeights::Balanced;
  Teacher teacher;
  teacher.temperature = 3;
  teacher.label_share = 0.25;
  for (const std::int64_t width : {1, 3}) {
    const std::vector<int> labels = width == 1 ? std::vector<int>{0, 1, 0, 0} : std::vector<int>{0, 2, 1, 2};
    const Loss loss(options, width, labels);
    Rng rng(2, "distilled");
    std::vector<float> logits(labels.size() * static_cast<std::size_t>(width)), taught(logits.size());
    for (float& logit : logits) logit = static_cast<float>(2 * rng.normal());
    for (float& logit : taught) logit = static_cast<float>(3 * rng.normal());
    std::vector<float> gradient(logits.size());
    const double total = loss.total_weight(labels);
    loss.sum(logits, labels, teacher, taught, gradient, total);
    for (std::size_t i = 0; i < logits.size(); ++i) {
      std::vector<float> above = logits, below = logits;
      above[i] += 0.01F;
      below[i] -= 0.01F;
      const double slope = (loss.sum(above, labels, teacher, taught, {}, 1) -
                            loss.sum(below, labels, teacher, taught, {}, 1)) /
                           static_cast<double>(above[i] - below[i]) / total;
      EXPECT_NEAR(static_cast<double>(gradient[i]), slope, 1e-4);
    }
  }
}

TEST(Loss, AStudentThatSaysWhatItsTeacherSaysHasItsLabelsLossAlone) {
  const std::vector<int> labels{1, 0};
  const std::vector<float> logits{0.5F, -1, 2, 3, 0, 1};
  Teacher teacher;
  teacher.label_share = 0.3;
  const Loss loss({}, 3, labels);
  EXPECT_NEAR(loss.sum(logits, labels, teacher, logits, {}, 1), 0.3 * loss.sum(logits, labels, {}, 1), 1e-12);
  EXPECT_GT(loss.sum(logits, labels, teacher, std::vector<float>(6, 0.F), {}, 1),
            0.3 * loss.sum(logits, labels, {}, 1));
}

TEST(Loss, BalancedWeightsMakeClassesEqualAndTheExponentMilder) {
  TrainOptions options;
  options.class_weights = ClassWeights::Balanced;
  const std::vector<int> labels{0, 0, 0, 1};
  const Loss full(options, 1, labels);
  EXPECT_DOUBLE_EQ(3 * full.weight(0), full.weight(1));
  EXPECT_DOUBLE_EQ(full.total_weight(labels), 4);
  options.class_balance = 0.5;
  const Loss half(options, 1, labels);
  EXPECT_NEAR(half.weight(1) / half.weight(0), std::sqrt(3), 1e-12);
}

TEST(Loss, HugeLogitsGiveFiniteLosses) {
  const TrainOptions options;
  const std::vector<int> labels{1};
  EXPECT_DOUBLE_EQ(Loss(options, 1, labels).sum(std::vector<float>{-1000}, labels, {}, 1), 1000);
  EXPECT_DOUBLE_EQ(Loss(options, 2, labels).sum(std::vector<float>{1000, 0}, labels, {}, 1), 1000);
}

TEST(Loss, MeasureCountsBothAccuracies) {
  const std::vector<int> labels{0, 0, 0, 1};
  const Measure found = measure(Loss({}, 1, labels), std::vector<float>{-1, -1, 1, 1}, labels);
  EXPECT_DOUBLE_EQ(found.accuracy, 0.75);
  EXPECT_DOUBLE_EQ(found.balanced_accuracy, (2.0 / 3 + 1) / 2);
}

TEST(Loss, TheLowestOfEqualLogitsWins) {
  EXPECT_EQ(predicted_class(std::vector<float>{1, 2, 2}), 1);
  EXPECT_EQ(predicted_class(std::vector<float>{0}), 0);
}

}  // namespace
}  // namespace knap::learn
