#include "app/compress/tolerance.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::app {
namespace {

TEST(Tolerance, IsRelativeOrInPointsOrAGoal) {
  const Tolerance relative = parse_tolerance("2.5 %").value();
  EXPECT_DOUBLE_EQ(relative.wanted(0.8).bound, 0.78);
  EXPECT_EQ(relative.wanted(0.8).metric, "accuracy");
  EXPECT_TRUE(relative.wanted(0.8).is_met(0.78));
  EXPECT_DOUBLE_EQ(parse_tolerance("0.025").value().wanted(0.8).bound, 0.78);
  EXPECT_DOUBLE_EQ(parse_tolerance("0.5 points").value().wanted(0.8).bound, 0.795);
  EXPECT_DOUBLE_EQ(parse_tolerance("1 point").value().wanted(0.8).bound, 0.79);
  const Tolerance goal = parse_tolerance("sensitivity >= 0.95").value();
  EXPECT_EQ(goal.metric, "sensitivity");
  EXPECT_DOUBLE_EQ(goal.wanted(0.2).bound, 0.95);
}

TEST(Tolerance, WhatIsNoneIsRefusedAtItsKey) {
  for (const char* text : {"nan", "-0.5", "-2 %", "inf", "2 apples", "", "101 %", "points", "1.5"}) {
    const Result<Tolerance> parsed = parse_tolerance(text);
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_TRUE(parsed.error().is(diag::kWrongType)) << text;
    EXPECT_EQ(parsed.error().first().where, "compress.tolerance");
  }
}

}  // namespace
}  // namespace knap::app
