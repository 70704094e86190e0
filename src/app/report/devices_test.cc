#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

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

TEST(ReportDevices, PlacementShowsItsSpread) {
  const std::string text = devices_markup(sample_report());
  EXPECT_TRUE(has(text, "71.3\u00a0MHz") || has(text, "71.2\u00a0MHz"));
  EXPECT_TRUE(has(text, "68 to 74.5\u00a0MHz"));
}

TEST(ReportDevices, EnergyIsCalledAnEstimate) {
  Value report = sample_report();
  EXPECT_TRUE(has(devices_markup(report), "estimate, not measured"));
  EXPECT_TRUE(has(devices_markup(report), "12.5\u00a0\u00b5J"));
}

TEST(ReportDevices, EstimatesStandBesideTheNetlist) {
  const std::string text = devices_markup(sample_report());
  EXPECT_TRUE(has(text, "\u22126.5\u00a0%"));
  EXPECT_TRUE(has(text, ">exact<"));
}

}  // namespace
}  // namespace knap::app
