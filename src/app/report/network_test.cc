#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

TEST(ReportNetwork, DrawsEveryLayerOncePerLayout) {
  const std::string text = network_markup(sample_report());
  std::size_t boxes = 0;
  for (std::size_t at = text.find("<g class=\"layer"); at != std::string::npos;
       at = text.find("<g class=\"layer", at + 1))
    ++boxes;
  EXPECT_EQ(boxes, 8U) << "four layers, for narrow and for wide screens";
  EXPECT_TRUE(has(text, "Conv1D, 747\u00d78"));
  EXPECT_TRUE(has(text, "72 weights, 47,808 MACs"));
  EXPECT_TRUE(has(text, "int8 \u2192 int21"));
}

TEST(ReportNetwork, AResidualConnectionGoesAroundTheLayersBetween) {
  schema::Report report = sample_report();
  EXPECT_TRUE(has(network_markup(report), "edge skip"));
  report.model->layers[2].inputs = {"conv1.act"};
  EXPECT_FALSE(has(network_markup(report), "edge skip"));
}

TEST(ReportNetwork, FiguresStandWithoutLayers) {
  schema::Report report = sample_report();
  report.model->layers.clear();
  const std::string text = network_markup(report);
  EXPECT_TRUE(has(text, "708"));
  EXPECT_FALSE(has(text, "<svg"));
}

}  // namespace
}  // namespace knap::app
