#include "core/num/steps.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

TEST(Steps, AStepFunctionCountsTheThresholdsBelow) {
  const StepFunction f{{-2, 0, 5}, {10, 11, 9, 12}};
  EXPECT_EQ(f(-100), 10);
  EXPECT_EQ(f(-3), 10);
  EXPECT_EQ(f(-2), 11);
  EXPECT_EQ(f(-1), 11);
  EXPECT_EQ(f(0), 9);
  EXPECT_EQ(f(4), 9);
  EXPECT_EQ(f(5), 12);
  EXPECT_FALSE(f.is_monotone());
  EXPECT_TRUE((StepFunction{{0, 1}, {1, 2, 5}}).is_monotone());
  EXPECT_TRUE((StepFunction{{0, 1}, {5, 2, 1}}).is_monotone());
  EXPECT_TRUE((StepFunction{{}, {5}}).is_monotone());
}

TEST(Steps, AClosedFormRoundsShiftsAndClamps) {
  const ClosedForm form{3, 1, 1, Rounding::RndConv, {-4, 5}};
  EXPECT_EQ(form(0), 0);  // 0.5 -> 0
  EXPECT_EQ(form(1), 2);  // 2
  EXPECT_EQ(form(2), 4);  // 3.5 -> 4
  EXPECT_EQ(form(9), 5);  // clamped
  EXPECT_EQ(form(-9), -4);
  const std::int64_t big = std::int64_t{1} << 62;
  EXPECT_EQ((ClosedForm{big, big, 61, Rounding::Trn, {-big, big}})(big), big);  // no overflow inside
}

TEST(Steps, MakeRefusesWhatIsNotCanonical) {
  const Interval domain{-8, 7};
  EXPECT_NO_THROW(Steps::make(domain, {{{-7, 7}, {0, 1, 0}}}));
  EXPECT_THROW(Steps::make(domain, {}), InternalError);
  EXPECT_THROW(Steps::make(domain, {{{-8}, {0, 1}}}), InternalError);       // never below
  EXPECT_THROW(Steps::make(domain, {{{8}, {0, 1}}}), InternalError);        // never reached
  EXPECT_THROW(Steps::make(domain, {{{1, 1}, {0, 1, 2}}}), InternalError);  // twice
  EXPECT_THROW(Steps::make(domain, {{{1}, {1, 1}}}), InternalError);        // no step
  EXPECT_THROW(Steps::make(domain, {{{1}, {1}}}), InternalError);           // a value missing
}

TEST(Steps, ChannelsAreIndependentAndTheDomainIsChecked) {
  const Steps steps = Steps::make({-8, 7}, {{{0}, {-1, 1}}, {{}, {3}}});
  EXPECT_TRUE(steps.is_per_channel());
  EXPECT_EQ(steps(-1, 0), -1);
  EXPECT_EQ(steps(0, 0), 1);
  EXPECT_EQ(steps(0, 1), 3);
  EXPECT_EQ(steps.range(), (Interval{-1, 3}));
  EXPECT_THROW(steps(8, 0), InternalError);
  EXPECT_EQ(Steps::make({-8, 7}, {{{0}, {-1, 1}}})(5, 17), 1);  // one function for all channels
}

TEST(Steps, FromClosedKeepsTheFormsAndTheirMeaning) {
  const Interval domain{-1000, 1000};
  const std::vector<ClosedForm> closed = {{5, 3, 6, Rounding::RndConv, {-8, 7}},
                                          {-3, 0, 4, Rounding::Trn, {0, 15}}};
  const Result<Steps> steps = Steps::from_closed(domain, closed);
  ASSERT_TRUE(steps.ok());
  EXPECT_EQ(steps->closed(), closed);
  for (std::int64_t channel = 0; channel < 2; ++channel)
    for (std::int64_t x = domain.low; x <= domain.high; ++x)
      ASSERT_EQ((*steps)(x, channel), closed[static_cast<std::size_t>(channel)](x)) << x;
}

TEST(Steps, AWrongClosedFormIsRefused) {
  const Steps steps = *Steps::from_closed({-100, 100}, {{1, 0, 3, Rounding::RndConv, {-8, 7}}});
  EXPECT_NO_THROW((void)steps.with_closed({{1, 0, 3, Rounding::RndConv, {-8, 7}}}));
  EXPECT_NO_THROW((void)steps.with_closed({}));
  EXPECT_THROW((void)steps.with_closed({{1, 0, 3, Rounding::Rnd, {-8, 7}}}), InternalError);  // ties differ
  EXPECT_THROW((void)steps.with_closed({{1, 0, 3, Rounding::RndConv, {-8, 6}}}), InternalError);
}

TEST(Steps, TooManyStepsAreTheUsersProblem) {
  const std::int64_t high = std::int64_t{1} << 40;
  const Result<Steps> steps = Steps::from_closed({0, high}, {{1, 0, 1, Rounding::Trn, {0, high}}});
  ASSERT_FALSE(steps.ok());
  EXPECT_TRUE(steps.error().is(diag::kImpossible));
}

}  // namespace
}  // namespace knap
