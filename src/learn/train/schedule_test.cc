#include "learn/train/schedule.h"

#include <gtest/gtest.h>

namespace knap::learn {
namespace {

double factor(Schedule schedule, std::int64_t step, std::int64_t steps = 100, int epochs = 10) {
  TrainOptions options;
  options.step_epochs = 4;
  options.step_factor = 0.5;
  return learning_rate_factor(schedule, options, step, steps, epochs);
}

TEST(Schedule, ConstantStaysAtOne) { EXPECT_EQ(factor(Schedule::Constant, 57), 1); }

TEST(Schedule, CosineFallsFromOneToAlmostZero) {
  EXPECT_EQ(factor(Schedule::Cosine, 0), 1);
  EXPECT_NEAR(factor(Schedule::Cosine, 50), 0.5, 1e-12);
  EXPECT_LT(factor(Schedule::Cosine, 99), 0.001);
}

TEST(Schedule, OneCycleRisesFromATwentyFifthToOneAndFallsFurther) {
  EXPECT_NEAR(factor(Schedule::OneCycle, 0, 101), 0.04, 1e-12);
  EXPECT_NEAR(factor(Schedule::OneCycle, 30, 101), 1, 1e-12);
  EXPECT_NEAR(factor(Schedule::OneCycle, 100, 101), 4e-6, 1e-12);
  for (int step = 1; step <= 100; ++step)
    EXPECT_EQ(factor(Schedule::OneCycle, step, 101) > factor(Schedule::OneCycle, step - 1, 101), step <= 30)
        << step;
}

TEST(Schedule, StepHalvesEveryFourEpochs) {
  EXPECT_EQ(factor(Schedule::Step, 39), 1);
  EXPECT_EQ(factor(Schedule::Step, 40), 0.5);
  EXPECT_EQ(factor(Schedule::Step, 99), 0.25);
}

TEST(Schedule, OneStepIsNoDivisionByZero) {
  for (const Schedule schedule : {Schedule::Constant, Schedule::Cosine, Schedule::OneCycle, Schedule::Step}) {
    const double found = factor(schedule, 0, 1, 1);
    EXPECT_GT(found, 0);
    EXPECT_LE(found, 1);
  }
}

}  // namespace
}  // namespace knap::learn
