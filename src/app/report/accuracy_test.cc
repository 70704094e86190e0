#include <gtest/gtest.h>

#include "app/report/markup.h"
#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

TEST(ReportAccuracy, ComparesNetworksWithFloat) {
  EXPECT_TRUE(has(accuracy_markup(sample_report()), "\u22120.50 <small>to float"));
}

TEST(ReportAccuracy, ComparesRtlWithTheIntegerNetworkOnTheSameRecords) {
  schema::Report report = sample_report();
  EXPECT_TRUE(has(accuracy_markup(report), "equal <small>to integer"));
  report.accuracy->rtl = 0.96;
  const std::string text = accuracy_markup(report);
  EXPECT_TRUE(has(text, "Integer, on the RTL's records"));
  EXPECT_TRUE(has(text, "data-title=\"Records\">100</td><td class=\"number\" data-title=\"Accuracy\">98.00"));
  EXPECT_TRUE(has(text, "\u22122.00 <small>to integer"));
  EXPECT_FALSE(has(text, "\u22121.50")) << "the RTL saw other records than the float network";
  EXPECT_FALSE(has(text, "\u22121.00")) << "and than the integer network on all";
  EXPECT_TRUE(has(text, "The first 100 of the 200 test records"));
}

TEST(ReportAccuracy, RtlThatSawEveryRecordStandsBesideTheIntegerNetwork) {
  schema::Report report = sample_report();
  report.accuracy->rtl_inputs = 200;
  const std::string text = accuracy_markup(report);
  EXPECT_TRUE(has(text, "+1.00 <small>to integer"));
  EXPECT_FALSE(has(text, "Integer, on the RTL's records"));
  EXPECT_FALSE(has(text, "went through the RTL"));
}

TEST(ReportAccuracy, WithoutRtlThereIsNoRowOfIt) {
  const std::string text = accuracy_markup(stale_report());
  EXPECT_TRUE(has(text, "97.00\u00a0%"));
  EXPECT_FALSE(has(text, "RTL"));
}

TEST(ReportAccuracy, LayersThatLosePointsAreNamedFromOnePointOn) {
  schema::Report report = sample_report();
  report.accuracy->real = 0.98;
  report.accuracy->integer = 0.97;
  EXPECT_FALSE(has(accuracy_markup(report), "lost")) << "one point is not more than one";
  report.accuracy->integer = 0.955;
  const std::string text = accuracy_markup(report);
  EXPECT_TRUE(has(text, "2.50 points below the float network"));
  EXPECT_TRUE(has(text, "width:100.00%\"></span><span>2.50</span>"));
  EXPECT_TRUE(has(text, "width:0.00%\"></span><span>\u22120.50</span>")) << "a layer that gains has no bar";
}

TEST(ReportAccuracy, DetectionHasItsCounts) {
  const std::string text = accuracy_markup(sample_report());
  EXPECT_TRUE(has(text, "95.00\u00a0% <small>(76 of 80)"));
  EXPECT_TRUE(has(text, "1.67\u00a0% <small>(2 of 120)"));
}

TEST(ReportAccuracy, FiguresOfClassesAreThereWhereATargetNamesThem) {
  schema::Report report = sample_report();
  report.classification.emplace().auc = 0.987654;
  report.classification->f1 = 0.75;
  EXPECT_FALSE(has(accuracy_markup(report), "Classification"));
  report.targets.emplace().resize(2);
  report.targets->front().name = "auc";
  report.targets->back().name = "precision";
  const std::string text = accuracy_markup(report);
  EXPECT_TRUE(has(text, fact("AUC", "0.9877")));
  EXPECT_TRUE(has(text, fact("Precision", "no value")));
  EXPECT_TRUE(has(text, "Test split; class A."));
  EXPECT_FALSE(has(text, "F1"));
  report.detection.reset();
  EXPECT_TRUE(has(accuracy_markup(report), "Test split; means over all classes."));
}

TEST(ReportAccuracy, ConfusionIsShadedByTheShareOfTheRow) {
  const std::string text = accuracy_markup(sample_report());
  EXPECT_TRUE(has(text, "class=\"hit strong\" style=\"--heat:0.992\""));
  EXPECT_TRUE(has(text, "N taken for A: 1.67"));
}

TEST(ReportAccuracy, AMatrixThatIsNotSquareIsNotDrawn) {
  schema::Report report = sample_report();
  report.confusion = {{1}, {}};
  EXPECT_FALSE(has(accuracy_markup(report), "Confusion"));
}

}  // namespace
}  // namespace knap::app
