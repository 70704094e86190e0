#include "app/flow/report_file.h"

#include <gtest/gtest.h>

namespace knap::app {
namespace {

schema::Report measured() {
  schema::Report report;
  report.verify.emplace();
  report.accuracy.emplace().rtl = 0.5;
  report.cycles.emplace().measured = schema::LatencyInterval{3, 2};
  report.devices.emplace().emplace_back().name = "up5k";
  report.devices->front().resources.emplace();
  return report;
}

TEST(LeftOut, NamesWholeSectionsAndThePartsOfOthers) {
  schema::Report kept;
  kept.accuracy.emplace().integer = 0.75;
  kept.cycles.emplace().predicted = schema::LatencyInterval{3, 2};
  kept.devices.emplace().emplace_back().name = "up5k";
  EXPECT_EQ(left_out(measured(), kept),
            (std::vector<std::string>{"accuracy.rtl", "verify", "cycles.measured", "devices.resources"}));
  EXPECT_EQ(left_out(measured(), {}), (std::vector<std::string>{"accuracy", "verify", "cycles", "devices"}));
  EXPECT_TRUE(left_out(measured(), measured()).empty());
}

TEST(Summary, SaysWhatIsOutOfDateAndWhatToRun) {
  schema::Report report;
  report.out_of_date = {{"verify", "run knap verify"}, {"cycles.measured", "run knap verify"}};
  const std::string text = summary(report, "/somewhere/out/report.html");
  EXPECT_NE(text.find("out of date: cycles.measured, verify: run knap verify /somewhere/out\n"),
            std::string::npos)
      << text;
}

TEST(Summary, ATargetThatWasNotMeasuredIsNotCalledMissed) {
  schema::Report report;
  report.targets.emplace().emplace_back();
  report.targets->back().name = "fmax_mhz";
  report.targets->back().wanted = ">= 1";
  const std::string text = summary(report, "report.html");
  EXPECT_NE(text.find("target fmax_mhz >= 1: not measured yet"), std::string::npos) << text;
}

}  // namespace
}  // namespace knap::app
