#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

TEST(ReportDevices, ResourcesArePartsOfTheDevice) {
  const std::string text = devices_markup(sample_report());
  EXPECT_TRUE(has(text, "post-synthesis netlist, yosys 0.23"));
  EXPECT_TRUE(has(text, "3,210"));
  EXPECT_TRUE(has(text, "13.2\u00a0%"));
  EXPECT_FALSE(has(text, "UltraRAM")) << "the device has none";
}

TEST(ReportDevices, LayersAddUpToTheLastRow) {
  const std::string text = devices_markup(sample_report());
  EXPECT_TRUE(
      has(text, "<tr class=\"sum\"><th scope=\"row\">All</th><td class=\"number\" data-title=\"LUT\">3,210"));
  EXPECT_TRUE(has(text, ">glue<"));
}

TEST(ReportDevices, TheBitstreamsOwnFmaxStandsBesideTheSpread) {
  const std::string text = devices_markup(sample_report());
  EXPECT_TRUE(has(text, "Fmax of the bitstream</dt><dd>74.5\u00a0MHz <small>seed 2"));
  EXPECT_TRUE(has(text, "Fmax over 3 seeds</dt><dd>68 to 74.5\u00a0MHz <small>median 71.2"));
  EXPECT_TRUE(has(text, "8,278 <small>at the bitstream's Fmax"));
}

TEST(ReportDevices, AMissedClockIsRed) {
  schema::Report report = sample_report();
  EXPECT_TRUE(has(devices_markup(report), "60\u00a0MHz <span class=\"verdict good\">met"));
  report.devices->front().placed->clock_mhz = 80;
  report.devices->front().placed->clock_met = false;
  EXPECT_TRUE(has(devices_markup(report), "80\u00a0MHz <span class=\"verdict bad\">missed"));
}

TEST(ReportDevices, EnergyIsCalledAnEstimate) {
  const std::string text = devices_markup(sample_report());
  EXPECT_TRUE(has(text, "estimate, not measured"));
  EXPECT_TRUE(has(text, "12.5\u00a0\u00b5J"));
  EXPECT_TRUE(has(text, "published energies per operation"));
}

TEST(ReportDevices, OneWithAnEstimateAloneIsShown) {
  schema::Report report;
  report.devices.emplace().push_back({"xc7z020", "xc7z020clg400-1", "xilinx7"});
  report.devices->front().estimate.emplace().lut = 500;
  const std::string text = devices_markup(report);
  EXPECT_TRUE(has(text, "LUT</th><td class=\"number\" data-title=\"Estimate\">500"));
  EXPECT_FALSE(has(text, "Place-and-route"));
  EXPECT_FALSE(has(text, "post-synthesis netlist"));
}

TEST(ReportDevices, EstimatesStandBesideTheNetlist) {
  const std::string text = devices_markup(sample_report());
  EXPECT_TRUE(has(text, "\u22126.5\u00a0%"));
  EXPECT_TRUE(has(text, ">exact<"));
}

}  // namespace
}  // namespace knap::app
