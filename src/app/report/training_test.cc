#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

TEST(ReportTraining, EveryPhaseEndsInARow) {
  const std::string text = training_markup(sample_report());
  EXPECT_TRUE(has(text, "<th scope=\"row\">float</th>"));
  EXPECT_TRUE(has(text, "<th scope=\"row\">quantised</th>"));
  EXPECT_TRUE(has(text, "96.00\u00a0%")) << "the best of the float phase";
  EXPECT_TRUE(has(text, "data-plot=\"loss-curve\""));
}

TEST(ReportTraining, OriginsNameDataStagesAndTools) {
  const std::string text = origins_markup(sample_report());
  EXPECT_TRUE(has(text, "abc123"));
  EXPECT_TRUE(has(text, "synthetic data"));
  EXPECT_TRUE(has(text, "480 records"));
  EXPECT_TRUE(has(text, "2\u00a0min 3\u00a0s"));
  EXPECT_TRUE(has(text, ">cached<"));
  EXPECT_TRUE(has(text, "<td data-title=\"Version\">0.23"));
}

}  // namespace
}  // namespace knap::app
