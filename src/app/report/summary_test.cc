#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(ReportSummary, SyntheticDataIsSaidAloud) {
  Value report = sample_report();
  EXPECT_TRUE(has(header_markup(report), "Synthetic data."));
  report.find("data")->set("synthetic", Value(false));
  EXPECT_FALSE(has(header_markup(report), "Synthetic data."));
}

TEST(ReportSummary, NamesSeedVersionAndCommit) {
  const std::string text = header_markup(sample_report());
  EXPECT_TRUE(has(text, "seed <b>7</b>"));
  EXPECT_TRUE(has(text, "0123456789ab"));
  EXPECT_TRUE(has(text, "knap <b>0.1.0</b>"));
}

TEST(ReportSummary, TargetsShowWhatWasWantedAndGot) {
  const std::string text = targets_markup(sample_report());
  EXPECT_TRUE(has(text, "1 of 2 targets"));
  EXPECT_TRUE(has(text, "\u2265\u00a00.95"));
  EXPECT_TRUE(has(text, "verdict good\">met"));
  EXPECT_TRUE(has(text, "verdict bad\">missed</span> <small>not measured"));
}

}  // namespace
}  // namespace knap::app
