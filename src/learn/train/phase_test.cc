#include "learn/train/phase.h"

#include <gtest/gtest.h>

namespace knap::learn {
namespace {

TEST(Phase, TheOptionsBecomeAFloatAndAQuantisedPhase) {
  TrainOptions options;
  options.float_epochs = 7;
  options.quantised_epochs = 3;
  options.schedule = Schedule::Step;
  const std::vector<Phase> phases = phases_of(options);
  ASSERT_EQ(phases.size(), 2u);
  EXPECT_EQ(phases[0].name, "float");
  EXPECT_EQ(phases[0].epochs, 7);
  EXPECT_EQ(phases[0].schedule, Schedule::Step);
  EXPECT_EQ(phases[0].learning_rate, options.learning_rate);
  EXPECT_EQ(phases[1].epochs, 3);
  EXPECT_EQ(phases[1].learning_rate, options.quantised_learning_rate);
  EXPECT_EQ(phases[1].range_fraction, options.range_fraction);
}

TEST(Phase, FormatsAreChosenBeforeCodesAreLearned) {
  bool has_formats = false;
  for (const Phase& phase : phases_of(TrainOptions{})) {
    has_formats = has_formats || phase.calibrates;
    if (phase.learns == Mode::Quantised || phase.validates == Mode::Quantised) {
      EXPECT_TRUE(has_formats) << phase.name;
    }
    if (phase.moves_statistics) {
      EXPECT_EQ(phase.learns, Mode::Float) << phase.name;
    }
  }
  EXPECT_TRUE(has_formats);
}

}  // namespace
}  // namespace knap::learn
