#include "learn/train/optimiser.h"

#include <gtest/gtest.h>

#include <cmath>

namespace knap::learn {
namespace {

std::vector<Parameter> two() { return {{"w", {1.0F, -2.0F}, true, 1}, {"b", {0.5F}, false, 1}}; }

TEST(Optimiser, FirstAdamStepMovesEveryParameterByTheLearningRate) {
  TrainOptions options;
  options.optimiser = OptimiserKind::Adam;
  options.weight_decay = 0;
  auto parameters = two();
  Optimiser optimiser(options, parameters);
  optimiser.step(parameters, {{0.3F, -7.0F}, {1e-3F}}, 0.1);
  EXPECT_NEAR(parameters[0].value[0], 0.9, 1e-5);
  EXPECT_NEAR(parameters[0].value[1], -1.9, 1e-5);
  EXPECT_NEAR(parameters[1].value[0], 0.4, 1e-4);
}

TEST(Optimiser, AdamWDecaysWeightsButNotBiases) {
  TrainOptions options;
  options.weight_decay = 0.5;
  auto parameters = two();
  Optimiser optimiser(options, parameters);
  optimiser.step(parameters, {{0.0F, 0.0F}, {0.0F}}, 0.1);
  EXPECT_FLOAT_EQ(parameters[0].value[0], 0.95F);
  EXPECT_FLOAT_EQ(parameters[0].value[1], -1.9F);
  EXPECT_FLOAT_EQ(parameters[1].value[0], 0.5F);
}

TEST(Optimiser, SgdFollowsNesterovMomentum) {
  TrainOptions options;
  options.optimiser = OptimiserKind::Sgd;
  options.weight_decay = 0;
  options.momentum = 0.5;
  auto parameters = two();
  Optimiser optimiser(options, parameters);
  optimiser.step(parameters, {{1.0F, 0.0F}, {0.0F}}, 0.1);  // v = 1, step 1 + 0.5
  EXPECT_FLOAT_EQ(parameters[0].value[0], 0.85F);
  optimiser.step(parameters, {{1.0F, 0.0F}, {0.0F}}, 0.1);  // v = 1.5, step 1 + 0.75
  EXPECT_FLOAT_EQ(parameters[0].value[0], 0.675F);
}

TEST(Optimiser, ARestoredStateGoesOnAlike) {
  TrainOptions options;
  auto parameters = two();
  Optimiser optimiser(options, parameters);
  optimiser.step(parameters, {{0.3F, -7.0F}, {1.0F}}, 0.1);
  Optimiser other(options, parameters);
  other.restore(optimiser.state());
  auto copy = parameters;
  optimiser.step(parameters, {{0.1F, 2.0F}, {-1.0F}}, 0.1);
  other.step(copy, {{0.1F, 2.0F}, {-1.0F}}, 0.1);
  EXPECT_EQ(parameters[0].value, copy[0].value);
  EXPECT_EQ(optimiser.state(), other.state());
}

TEST(Optimiser, EveryKindFindsTheMinimumOfAParabola) {
  for (const OptimiserKind kind : {OptimiserKind::Adam, OptimiserKind::AdamW, OptimiserKind::Sgd}) {
    TrainOptions options;
    options.optimiser = kind;
    options.weight_decay = 0;
    std::vector<Parameter> parameters{{"x", {5.0F}, false, 1}};
    Optimiser optimiser(options, parameters);
    for (int i = 0; i < 500; ++i) optimiser.step(parameters, {{2 * (parameters[0].value[0] - 3)}}, 0.02);
    EXPECT_NEAR(parameters[0].value[0], 3, 0.05) << static_cast<int>(kind);
  }
}

TEST(Optimiser, ClippingKeepsTheDirection) {
  Gradients gradients{{3.0F, 0.0F}, {4.0F}};
  EXPECT_DOUBLE_EQ(clip_gradients(gradients, 1), 5);
  EXPECT_FLOAT_EQ(gradients[0][0], 0.6F);
  EXPECT_FLOAT_EQ(gradients[1][0], 0.8F);
  EXPECT_NEAR(clip_gradients(gradients, 2), 1, 1e-6);
  EXPECT_FLOAT_EQ(gradients[0][0], 0.6F);
}

}  // namespace
}  // namespace knap::learn
