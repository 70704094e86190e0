#include "app/report/read.h"

#include <gtest/gtest.h>

#include "app/report/sample.h"

namespace knap::app {
namespace {

TEST(ReadReport, FindsValuesAtDottedPaths) {
  const Value report = sample_report();
  EXPECT_EQ(number_at(report, "accuracy.float"), 0.975);
  EXPECT_EQ(number_at(report, "cycles.predicted.latency"), 9123.0);
  EXPECT_EQ(text_at(report, "data.name"), "synthetic_ecg");
  EXPECT_TRUE(is_true_at(report, "data.synthetic"));
  EXPECT_EQ(list_at(report, "verify.rungs").size(), 2U);
  EXPECT_EQ(table_at(report, "data.splits").size(), 3U);
}

TEST(ReadReport, WhatIsAbsentOrOfAnotherTypeIsNothing) {
  const Value report = sample_report();
  EXPECT_FALSE(number_at(report, "accuracy.other"));
  EXPECT_FALSE(number_at(report, "project"));
  EXPECT_FALSE(number_at(report, "project.deeper"));
  EXPECT_EQ(text_at(report, "seed"), "");
  EXPECT_TRUE(list_at(report, "data").empty());
  EXPECT_TRUE(table_at(report, "confusion").empty());
  EXPECT_FALSE(is_true_at(report, "seed"));
}

}  // namespace
}  // namespace knap::app
