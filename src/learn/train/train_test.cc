#include "learn/train/train.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "learn/train/forward.h"
#include "learn/train/toy.h"

namespace knap::learn {
namespace {

TrainOptions quickly() {
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
  return train({toy_line_network(classes, learned), toy_lines(600, std::max(2, classes), 1),
                toy_lines(200, std::max(2, classes), 2), options, 7},
               {}, watch);
}

TEST(Train, LearnsLinesOfThreeClasses) {
  const auto result = train_lines(quickly());
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_GT(result->float_validation.accuracy, 0.95);
  EXPECT_GT(result->quantised_validation.accuracy, 0.95);
  EXPECT_EQ(result->curves.size(), 12u);
  EXPECT_LT(result->curves[7].loss, result->curves[0].loss / 2);
}

TEST(Train, LearnsRangesAndASingleLogit) {
  const auto result = train_lines(quickly(), 1, true);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_GT(result->quantised_validation.accuracy, 0.95);
}

TEST(Train, LearnsImagesWithAugmentation) {
  TrainOptions options = quickly();
  options.shift = 1;
  options.scale = 0.1;
  options.noise = 0.02;
  options.class_weights = ClassWeights::Balanced;
  options.label_smoothing = 0.05;
  options.gradient_clip = 5;
  Watch watch;
  const auto result =
      train({toy_image_network(), toy_images(600, 3), toy_images(200, 4), options, 7}, {}, watch);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_GT(result->float_validation.accuracy, 0.95);
  EXPECT_GT(result->quantised_validation.accuracy, 0.95);
}

/// Labels of no share mean nothing: what is learned is what the teacher says.
TEST(Train, LearnsFromATeacherAlone) {
  Samples misled = toy_lines(600, 3, 1);
  auto teacher = std::make_shared<Teacher>();
  teacher->temperature = 2;
  teacher->label_share = 0;
  for (int& label : misled.labels) {
    for (int c = 0; c < 3; ++c) teacher->logits.push_back(c == label ? 6.F : 0.F);
    label = (label + 1) % 3;
  }
  TrainOptions options = quickly();
  options.keep = Keep::Last;  // the validation labels are right
  Watch watch;
  const auto taught = [&](std::shared_ptr<const Teacher> by) {
    return train({toy_line_network(3, false), misled, toy_lines(200, 3, 2), options, 7, true, std::move(by)},
                 {}, watch);
  };
  const auto result = taught(teacher);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_GT(result->quantised_validation.accuracy, 0.95);
  const auto alone = taught(nullptr);
  ASSERT_TRUE(alone.ok()) << to_string(alone.error());
  EXPECT_LT(alone->quantised_validation.accuracy, 0.5);
  teacher->logits.pop_back();
  EXPECT_FALSE(taught(teacher).ok());
}

TEST(Train, ALearningRateBeyondReasonIsReportedAsDivergence) {
  TrainOptions options = quickly();
  options.learning_rate = 1e30;
  options.schedule = Schedule::Constant;
  Watch watch;
  const auto result =
      train({toy_image_network(), toy_images(300, 3), toy_images(60, 4), options, 7}, {}, watch);
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(diag::kDiverged)) << to_string(result.error());
  EXPECT_EQ(result.error().fault(), Fault::Answer);
}

TEST(Train, SamplesThatDoNotFitAreRefused) {
  Watch watch;
  const net::Graph graph = toy_line_network(3, false);
  const Samples good = toy_lines(60, 3, 1);
  const auto refused = [&](const Samples& samples, const char* reason) {
    const auto result = train({graph, samples, good, quickly(), 1}, {}, watch);
    ASSERT_FALSE(result.ok()) << reason;
    EXPECT_TRUE(result.error().is(diag::kBadData));
    EXPECT_NE(result.error().first().message.find(reason), std::string::npos) << to_string(result.error());
  };
  refused(toy_images(60, 1), "have shape 10x10x1");
  refused(toy_lines(60, 2, 1), "class 2 has no sample");
  Samples wrong = good;
  wrong.labels[7] = 3;
  refused(wrong, "label 3 lies outside");
  wrong = good;
  wrong.count = 0;
  refused(wrong, "no samples");
  wrong = good;
  wrong.labels.pop_back();
  refused(wrong, "60 samples have 59 labels");
  wrong = good;
  wrong.fill = [](std::int64_t, std::span<std::int32_t> codes) {
    std::fill(codes.begin(), codes.end(), 3000);
  };
  refused(wrong, "lie outside the input's");
}

TEST(Train, PatienceEndsAPhaseEarlyAndTheBestEpochIsKept) {
  TrainOptions options = quickly();
  options.float_epochs = 60;
  options.patience = 2;
  options.keep = Keep::Accuracy;
  const auto result = train_lines(options, 2);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_LT(result->curves.size(), 60u);
  double best = 0;
  for (const Curve& curve : result->curves)
    if (curve.phase == "quantised") best = std::max(best, curve.validation_accuracy);
  EXPECT_GE(result->quantised_validation.accuracy, best);  // or what calibration gave, where that is better
}

TEST(Train, WithoutQuantisedEpochsTheFloatNetworkIsCalibratedOnly) {
  TrainOptions options = quickly();
  options.quantised_epochs = 0;
  const auto result = train_lines(options);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_GT(result->quantised_validation.accuracy, 0.9);
}

TEST(Train, QuantisedEpochsThatSpoilTheNetworkAreNotKept) {
  TrainOptions options = quickly();
  options.quantised_epochs = 0;
  const auto calibrated = train_lines(options);
  options.quantised_epochs = 1;
  options.quantised_learning_rate = 3;
  const auto spoilt = train_lines(options);
  ASSERT_TRUE(calibrated.ok() && spoilt.ok());
  ASSERT_GT(spoilt->curves.back().validation_loss, calibrated->quantised_validation.loss);
  EXPECT_EQ(spoilt->quantised_validation.loss, calibrated->quantised_validation.loss);
}

/// All numbers of a graph's weights, without the names of its nodes.
std::vector<std::vector<double>> numbers_of(const net::Graph& graph) {
  std::vector<std::vector<double>> all;
  for (const auto& node : graph.nodes()) {
    const auto* dense = std::get_if<net::Dense>(&node.op);
    const auto* conv = std::get_if<net::Conv>(&node.op);
    const RealTensorPtr weights = dense ? dense->weights : conv ? conv->weights : nullptr;
    if (weights) all.push_back(weights->data);
  }
  return all;
}

TEST(Train, TheNamesOfLayersMeanNothing) {
  const net::Graph named = toy_line_network(3, true);
  net::Graph renamed;
  renamed.name = "another";
  for (std::uint32_t n = 0; n < named.size(); ++n) {
    const auto& node = named.nodes()[n];
    renamed.add(std::string(1, static_cast<char>('z' - n)), node.op, node.inputs);
  }
  renamed.add_output("answer", named.outputs()[0].node);
  TrainOptions options = quickly();
  options.float_epochs = options.quantised_epochs = 2;
  options.noise = 0.01;
  std::vector<TrainResult> results;
  for (const net::Graph& graph : {named, renamed}) {
    Watch watch;
    auto result = train({graph, toy_lines(200, 3, 1), toy_lines(90, 3, 2), options, 7}, {}, watch);
    ASSERT_TRUE(result.ok()) << to_string(result.error());
    results.push_back(*std::move(result));
  }
  EXPECT_EQ(numbers_of(results[0].graph).size(), 4u);
  EXPECT_EQ(numbers_of(results[0].graph), numbers_of(results[1].graph));
  EXPECT_EQ(numbers_of(results[0].float_graph), numbers_of(results[1].float_graph));
}

TEST(Train, EveryOptimiserAndScheduleLearns) {
  for (const OptimiserKind kind : {OptimiserKind::Adam, OptimiserKind::Sgd})
    for (const Schedule schedule : {Schedule::Constant, Schedule::Step}) {
      TrainOptions options = quickly();
      options.optimiser = kind;
      options.schedule = schedule;
      options.float_epochs = 6;
      options.quantised_epochs = 1;
      if (kind == OptimiserKind::Sgd) options.learning_rate = 0.05;
      const auto result = train_lines(options, 2);
      ASSERT_TRUE(result.ok()) << to_string(result.error());
      EXPECT_GT(result->float_validation.accuracy, 0.9);
    }
}

}  // namespace
}  // namespace knap::learn
