#include "core/base/result.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

Result<int> half(int x) {
  if (x % 2 != 0) return Error(diag::kWrongType, "x", "odd");
  return x / 2;
}

Result<int> quarter(int x) {
  KNAP_ASSIGN(const int once, half(x));
  KNAP_ASSIGN(const int twice, half(once));
  return twice;
}

Result<void> needs_even(int x) {
  KNAP_TRY(half(x));
  return {};
}

TEST(Result, PropagatesValuesAndErrors) {
  EXPECT_EQ(*quarter(8), 2);
  EXPECT_TRUE(quarter(8).ok());
  ASSERT_FALSE(quarter(6).ok());
  EXPECT_TRUE(quarter(6).error().is(diag::kWrongType));
  EXPECT_TRUE(needs_even(2).ok());
  EXPECT_FALSE(needs_even(1).ok());
}

TEST(Result, ReadingTheValueOfAnErrorIsOurBug) {
  EXPECT_THROW(half(1).value(), InternalError);
  EXPECT_THROW(needs_even(1).value(), InternalError);
}

TEST(Result, PrintsOneLinePerDiagnostic) {
  const Error error(
      {{&diag::kUnknownKey, "knap.toml:3:1", "unknown key"}, {&diag::kFile, "out", "disk full"}});
  EXPECT_EQ(to_string(error), "knap.toml:3:1: unknown key [unknown-key]\nout: disk full [file]");
  EXPECT_EQ(error.fault(), Fault::Request);
}

TEST(Diagnostics, EveryKindHasItsOwnCodeAndAHelp) {
  std::set<std::string_view> codes;
  for (const DiagnosticKind* kind : diag::kAll) {
    EXPECT_TRUE(codes.insert(kind->code).second) << kind->code;
    EXPECT_FALSE(kind->help.empty()) << kind->code;
  }
}

}  // namespace
}  // namespace knap
