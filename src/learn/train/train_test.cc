#include "learn/train/train.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "learn/train/forward.h"
#include "learn/train/toy.h"

namespace knap::learn {
namespace {

TrainOptions quick() {
  TrainOptions options;
  options.float_epochs = 8;
  options.quantised_epochs = 4;
  options.batch = 32;
  options.learning_rate = 0.01;
  options.quantised_learning_rate = 0.002;
  options.checkpoint_seconds = 0;
  return options;
}

Result<TrainResult> train_lines(const TrainOptions& options, int classes = 3, bool learned = false) {
  Watch watch;
  return train(toy_line_network(classes, learned), toy_lines(600, std::max(2, classes), 1),
               toy_lines(200, std::max(2, classes), 2), options, 7, {}, watch);
}

TEST(Train, LearnsLinesOfThreeClasses) {
  const auto result = train_lines(quick());
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_GT(result->float_validation.accuracy, 0.95);
  EXPECT_GT(result->quantised_validation.accuracy, 0.95);
  EXPECT_EQ(result->curves.size(), 12u);
  EXPECT_LT(result->curves[7].loss, result->curves[0].loss / 2);
}

TEST(Train, LearnsRangesAndASingleLogit) {
  const auto result = train_lines(quick(), 1, true);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_GT(result->quantised_validation.accuracy, 0.95);
}

TEST(Train, LearnsImagesWithAugmentation) {
  TrainOptions options = quick();
  options.shift = 1;
  options.scale = 0.1;
  options.noise = 0.02;
  options.class_weights = ClassWeights::Balanced;
  options.label_smoothing = 0.05;
  options.gradient_clip = 5;
  Watch watch;
  const auto result =
      train(toy_image_network(), toy_images(600, 3), toy_images(200, 4), options, 7, {}, watch);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_GT(result->float_validation.accuracy, 0.95);
  EXPECT_GT(result->quantised_validation.accuracy, 0.95);
}

}  // namespace
}  // namespace knap::learn
