#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

TEST(ReportCompress, WithoutItThereIsNoSection) {
  schema::Report report = sample_report();
  report.compress.reset();
  EXPECT_EQ(compress_markup(report), "");
}

TEST(ReportCompress, BothEndsStandSideBySide) {
  const std::string text = compress_markup(sample_report());
  EXPECT_TRUE(has(text, "97.50\u00a0%")) << text;
  EXPECT_TRUE(has(text, "-0.50 points"));
  EXPECT_TRUE(has(text, "accuracy &gt;= 0.95 on validation: 0.975 dense, 0.96 compressed"));
}

TEST(ReportCompress, SavingsHaveTheDenseCellsAndThePriceOfAPoint) {
  const std::string text = compress_markup(sample_report());
  EXPECT_TRUE(has(text, "6,420")) << "3,210 are half of them";
  EXPECT_TRUE(has(text, ">6,420<") && has(text, ">3,210<"));
  EXPECT_TRUE(has(text, ">3,190<")) << "predicted";
  EXPECT_EQ(text.find("Flip-flops</td>"), std::string::npos) << "nothing is told of them";
}

TEST(ReportCompress, GroupsStepsAndTeacherAreShown) {
  const std::string text = compress_markup(sample_report());
  EXPECT_TRUE(has(text, "3 of 12"));
  EXPECT_TRUE(has(text, "taken back"));
  EXPECT_TRUE(has(text, "data-plot=\"compress-curve\""));
  EXPECT_TRUE(has(text, "Student alone"));
}

}  // namespace
}  // namespace knap::app
