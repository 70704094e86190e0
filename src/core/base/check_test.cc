#include "core/base/check.h"

#include <gtest/gtest.h>

namespace knap {
namespace {

TEST(Check, SaysWhatDoesNotHoldAndWhere) {
  try {
    KNAP_CHECK(1 + 1 == 3, "arithmetic");
    FAIL() << "nothing thrown";
  } catch (const InternalError& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.rfind("src/core/base/check_test.cc:", 0), 0u) << message;
    EXPECT_NE(message.find("1 + 1 == 3 does not hold: arithmetic"), std::string::npos) << message;
  }
}

TEST(Check, PassesWhenTheConditionHolds) { EXPECT_NO_THROW(KNAP_CHECK(true)); }

}  // namespace
}  // namespace knap
