#include "learn/train/options.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::learn {
namespace {

TEST(TrainOptions, DefaultsAreValid) { EXPECT_TRUE(check(TrainOptions{}, "train").ok()); }

TEST(TrainOptions, AllValuesOutsideTheirRangeAreReportedTogether) {
  TrainOptions options;
  options.batch = 0;
  options.flip = 1.5;
  const auto result = check(options, "knap.toml");
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(diag::kWrongType));
  ASSERT_EQ(result.error().diagnostics().size(), 2u);
  EXPECT_EQ(result.error().first().message, "batch is 0, must lie in [1, 65536]");
}

TEST(TrainOptions, TheDescriptionNamesWhatChangesTheResultAndNothingElse) {
  TrainOptions options, other;
  other.checkpoint_seconds = 1;
  EXPECT_EQ(describe(options), describe(other));
  other.keep = Keep::Accuracy;
  EXPECT_NE(describe(options), describe(other));
  EXPECT_NE(describe(other).find("keep=accuracy\n"), std::string::npos);
}

TEST(TrainOptions, EveryEnumeratorHasAName) {
  EXPECT_EQ(enum_names(OptimiserKind{})[static_cast<std::size_t>(OptimiserKind::Sgd)], "sgd");
  EXPECT_EQ(enum_names(Schedule{})[static_cast<std::size_t>(Schedule::Step)], "step");
  EXPECT_EQ(enum_names(Keep{})[static_cast<std::size_t>(Keep::BalancedAccuracy)], "balanced_accuracy");
}

}  // namespace
}  // namespace knap::learn
