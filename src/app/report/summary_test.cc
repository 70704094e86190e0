#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

TEST(ReportSummary, SyntheticDataIsSaidAloud) {
  schema::Report report = sample_report();
  EXPECT_TRUE(has(header_markup(report), "Synthetic data."));
  report.data->synthetic = false;
  EXPECT_FALSE(has(header_markup(report), "Synthetic data."));
}

TEST(ReportSummary, NamesSeedVersionAndCommit) {
  const std::string text = header_markup(sample_report());
  EXPECT_TRUE(has(text, "seed <b>7</b>"));
  EXPECT_TRUE(has(text, "0123456789ab"));
  EXPECT_TRUE(has(text, "knap <b>0.1.0</b>"));
}

TEST(ReportSummary, TheProofIsGreenOnlyWhenItPassed) {
  schema::Report report = sample_report();
  EXPECT_TRUE(has(header_markup(report), "card good\"><h3>Mismatches"));
  report.verify->passed = false;
  EXPECT_TRUE(has(header_markup(report), "card bad\"><h3>Mismatches"));
  report.verify.reset();
  EXPECT_FALSE(has(header_markup(report), "Mismatches"));
}

TEST(ReportSummary, ThroughputIsAtTheBitstreamsFmax) {
  schema::Report report = sample_report();
  EXPECT_TRUE(has(header_markup(report), "8,278/s</p><p>inferences on ecp5-25f at 74.5 MHz</p>"));
  report.devices->front().placed->clock_mhz = 80;
  report.devices->front().placed->clock_met = false;
  EXPECT_TRUE(has(header_markup(report), "card bad\"><h3>Throughput"));
  EXPECT_TRUE(has(header_markup(report), "80 MHz asked for and missed"));
}

TEST(ReportSummary, TheLargestShareOfADeviceIsNamed) {
  EXPECT_TRUE(has(header_markup(sample_report()), "14.3\u00a0%</p><p>largest share: DSP"));
}

TEST(ReportSummary, TargetsShowWhatWasWantedAndGot) {
  const std::string text = targets_markup(sample_report());
  EXPECT_TRUE(
      has(text,
          "1 of 4 targets of the project's TOML are met, <span class=\"bad-text\">2 missed</span>, 1 not "
          "measured."));
  EXPECT_TRUE(has(text, "\u2265\u00a00.95"));
  EXPECT_TRUE(has(text, "verdict good\">met"));
  EXPECT_TRUE(has(text, "verdict bad\">missed</span> <small>no device has place-and-route"));
}

TEST(ReportSummary, ATargetThatWasNotMeasuredIsNeitherMetNorMissed) {
  schema::Report report;
  report.targets.emplace().push_back({"lut", "<= 10", {}, {}, "knap synth did not run"});
  const std::string text = targets_markup(report);
  EXPECT_TRUE(has(text, "class=\"tag\">not measured</span> <small>knap synth did not run"));
  EXPECT_FALSE(has(text, "missed"));
  EXPECT_FALSE(has(text, "bad"));
}

}  // namespace
}  // namespace knap::app
