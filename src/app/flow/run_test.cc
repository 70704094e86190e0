#include "app/flow/run.h"

#include <gtest/gtest.h>

namespace knap::app {
namespace {

class Run : public ::testing::Test {
 protected:
  void SetUp() override {
    project_.out = folder_.path();
    project_.config.data.name = "synthetic_ecg";
    project_.config.data.records = 24;
    project_.config.data.seconds = 2;
  }
  TempFolder folder_ = TempFolder::make().value();
  Project project_;
  Watch watch_;
};

TEST_F(Run, ATargetThatNobodyCanReadIsRefusedBeforeTheWorkStarts) {
  project_.config.goal.targets = {"sensitivty >= 0.9"};
  const Result<Outcome> outcome = run_some(project_, {"data"}, watch_);
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error().first().where, "goal.targets");
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path())) << "no stage has run";
}

TEST_F(Run, TheNamedStageRunsAndTheReportIsWritten) {
  project_.config.goal.targets = {"sensitivity >= 0.9"};
  const Result<Outcome> outcome = run_some(project_, {"data"}, watch_);
  ASSERT_TRUE(outcome.ok()) << to_string(outcome.error());
  EXPECT_TRUE(outcome->answer) << "no rung broke; targets are asked of a whole run only";
  EXPECT_TRUE(is_file(project_.file("report.json")));
  EXPECT_TRUE(is_file(project_.file("report.html")));
}

}  // namespace
}  // namespace knap::app
