#include "core/goal/constraint.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

TEST(Constraint, ParsesWhatPeopleWrite) {
  const Constraint wanted{"sensitivity", Comparison::AtLeast, 0.95};
  for (const char* text : {"sensitivity >= 0.95", "sensitivity>=0.95", "  sensitivity => .95 ",
                           "sensitivity >= 95 %", "sensitivity \xE2\x89\xA5 95%", "sensitivity >= 9.5e-1"}) {
    const Result<Constraint> constraint = parse_constraint(text);
    ASSERT_TRUE(constraint.ok()) << text;
    EXPECT_EQ(constraint->metric, wanted.metric) << text;
    EXPECT_EQ(constraint->comparison, wanted.comparison) << text;
    EXPECT_DOUBLE_EQ(constraint->bound, wanted.bound) << text;
  }
  EXPECT_EQ(*parse_constraint("ecp5-25f.lut <= 4864"),
            (Constraint{"ecp5-25f.lut", Comparison::AtMost, 4864}));
  EXPECT_EQ(parse_constraint("a < 1")->comparison, Comparison::Below);
  EXPECT_EQ(parse_constraint("a > -1")->comparison, Comparison::Above);
  EXPECT_EQ(parse_constraint("a = 1")->comparison, Comparison::Equal);
}

TEST(Constraint, PrintsAndParsesBack) {
  for (const Comparison comparison :
       {Comparison::AtLeast, Comparison::AtMost, Comparison::Above, Comparison::Below, Comparison::Equal}) {
    const Constraint constraint{"lut", comparison, 0.1};
    EXPECT_EQ(*parse_constraint(to_string(constraint)), constraint) << to_string(constraint);
  }
}

TEST(Constraint, MistakesGetAnExample) {
  for (const char* text :
       {"", "accuracy", ">= 0.9", "accuracy >=", "accuracy >= much", "accuracy >= 0.9 points",
        "accuracy >> 0.9", "two words >= 1", "accuracy >= nan", "accuracy >= inf", "a \xE2 1"}) {
    const Result<Constraint> constraint = parse_constraint(text);
    ASSERT_FALSE(constraint.ok()) << text;
    EXPECT_TRUE(constraint.error().is(diag::kWrongType)) << text;
    EXPECT_NE(to_string(constraint.error()).find("sensitivity >= 0.95"), std::string::npos) << text;
  }
}

TEST(Constraint, IsJudgedIncludingItsBound) {
  const Constraint constraint{"accuracy", Comparison::AtLeast, 0.5};
  EXPECT_TRUE(constraint.is_met(0.5));
  EXPECT_FALSE(constraint.is_met(0.49));
  EXPECT_FALSE(constraint.is_met(std::nan("")));
  EXPECT_FALSE(holds(1, Comparison::Above, 1));
  EXPECT_FALSE(holds(1, Comparison::Below, 1));
  EXPECT_TRUE(holds(1, Comparison::AtMost, 1));
  EXPECT_TRUE(holds(1, Comparison::Equal, 1));
}

}  // namespace
}  // namespace knap
