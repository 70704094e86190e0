#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(ReportAccuracy, ComparesNetworksWithFloat) {
  const std::string text = accuracy_markup(sample_report());
  EXPECT_TRUE(has(text, "97.50\u00a0%"));
  EXPECT_TRUE(has(text, "\u22120.50"));
  EXPECT_FALSE(has(text, "+0.50")) << "the RTL saw other records than the float network";
  EXPECT_TRUE(has(text, "The first 100 of the 200 test records"));
}

TEST(ReportAccuracy, ComparesRtlToFloatWhenItSawEveryRecord) {
  Value report = sample_report();
  report.find("accuracy")->set("rtl_inputs", Value(std::int64_t{200}));
  EXPECT_TRUE(has(accuracy_markup(report), "+0.50"));
}

TEST(ReportAccuracy, DetectionHasItsCounts) {
  const std::string text = accuracy_markup(sample_report());
  EXPECT_TRUE(has(text, "95.00\u00a0% <small>(76 of 80)"));
  EXPECT_TRUE(has(text, "1.67\u00a0% <small>(2 of 120)"));
}

TEST(ReportAccuracy, ConfusionIsShadedByTheShareOfTheRow) {
  const std::string text = accuracy_markup(sample_report());
  EXPECT_TRUE(has(text, "class=\"hit strong\" style=\"--heat:0.992\""));
  EXPECT_TRUE(has(text, "N taken for A: 1.67"));
}

TEST(ReportAccuracy, AMatrixThatIsNotSquareIsNotDrawn) {
  Value report = sample_report();
  report.set("confusion", Value(ValueArray{Value(ValueArray{Value(std::int64_t{1})}), Value(ValueArray{})}));
  EXPECT_FALSE(has(accuracy_markup(report), "Confusion"));
}

}  // namespace
}  // namespace knap::app
