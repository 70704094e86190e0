#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <string>

#include "core/base/rng.h"
#include "core/num/steps.h"

namespace knap {
namespace {

constexpr Rounding kRoundings[] = {Rounding::Rnd,    Rounding::RndZero, Rounding::RndMinInf,
                                   Rounding::RndInf, Rounding::RndConv, Rounding::Trn,
                                   Rounding::TrnZero};

TEST(ClosedForm, EveryRandomFormIsRecoveredAndEqualEverywhere) {
  constexpr std::uint64_t kSeed = 1;
  Rng rng(kSeed, "closed");
  for (int i = 0; i < 1500; ++i) {
    const std::int64_t sign = rng.flip(0.5) ? 1 : -1;
    const ClosedForm form{sign * rng.integer(1, std::int64_t{1} << rng.below(16)),
                          rng.integer(-3000, 3000),
                          static_cast<int>(rng.integer(0, 18)),
                          kRoundings[rng.below(7)],
                          {rng.integer(-200, 20), rng.integer(21, 300)}};
    const std::int64_t low = rng.integer(-3000, 1000);
    const Interval domain{low, low + rng.integer(0, 4000)};
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << " case " << i << ": " << form.multiply << " "
                                    << form.add << " " << form.shift << " "
                                    << std::string(to_string(form.rounding)));
    const StepFunction steps = *tabulate(form, domain, Monotony::Monotone);
    const std::optional<ClosedForm> found = find_closed_form(steps, domain);
    ASSERT_TRUE(found.has_value());
    EXPECT_LE(std::abs(found->multiply), std::max<std::int64_t>(1, std::abs(form.multiply)));
    for (std::int64_t x = domain.low; x <= domain.high; ++x) ASSERT_EQ((*found)(x), form(x)) << "at " << x;
  }
}

TEST(ClosedForm, APowerOfTwoScaleNeedsNoMultiplier) {
  const Interval domain{-100000, 100000};
  for (const Rounding rounding : kRoundings)
    for (const int shift : {0, 1, 2, 7, 12}) {
      const ClosedForm form{1, 37, shift, rounding, {-128, 127}};
      const auto found = find_closed_form(*tabulate(form, domain, Monotony::Monotone), domain);
      ASSERT_TRUE(found.has_value()) << to_string(rounding) << " " << shift;
      EXPECT_EQ(found->multiply, 1) << to_string(rounding) << " " << shift;
      EXPECT_EQ(found->shift, shift) << to_string(rounding) << " " << shift;
    }
  const ClosedForm even{1, 0, 5, Rounding::RndConv, {-128, 127}};
  EXPECT_EQ(find_closed_form(*tabulate(even, domain, Monotony::Monotone), domain), even);
}

TEST(ClosedForm, TheOffsetIsTheRoundestOneAndTruncationComesFirst) {
  const Interval domain{-5000, 5000};
  const ClosedForm form{1, 0, 6, Rounding::Rnd, {-128, 127}};
  const auto found = find_closed_form(*tabulate(form, domain, Monotony::Monotone), domain);
  EXPECT_EQ(found, (ClosedForm{1, 32, 6, Rounding::Trn, {-79 + 1, 78}}));
}

TEST(ClosedForm, ConstantsAndSingleStepsHaveForms) {
  const Interval domain{-50, 50};
  const auto constant = find_closed_form({{}, {7}}, domain);
  ASSERT_TRUE(constant.has_value());
  for (std::int64_t x = -50; x <= 50; ++x) ASSERT_EQ((*constant)(x), 7);
  for (const StepFunction& steps :
       {StepFunction{{3}, {0, 1}}, StepFunction{{3}, {1, -1}}, StepFunction{{-9}, {5, 90}}}) {
    const auto found = find_closed_form(steps, domain);
    ASSERT_TRUE(found.has_value());
    for (std::int64_t x = -50; x <= 50; ++x) ASSERT_EQ((*found)(x), steps(x));
  }
}

TEST(ClosedForm, CurvesHaveNone) {
  const IntFunction sigmoid = [](std::int64_t x) {
    return static_cast<std::int64_t>(std::nearbyint(255 / (1 + std::exp(-static_cast<double>(x) / 200))));
  };
  const Interval domain{-2000, 2000};
  EXPECT_EQ(find_closed_form(*tabulate(sigmoid, domain, Monotony::Monotone), domain), std::nullopt);
  EXPECT_EQ(find_closed_form({{0, 5}, {1, 0, 1}}, domain), std::nullopt);  // not monotone
  EXPECT_EQ(find_closed_form({{0, 1, 100, 101}, {0, 1, 2, 3, 4}}, domain), std::nullopt);
}

TEST(ClosedForm, IsFoundQuicklyForAnyScaleAndRefusedQuickly) {
  constexpr std::uint64_t kSeed = 3;
  Rng rng(kSeed, "speed");
  const Interval domain{-(std::int64_t{1} << 18), std::int64_t{1} << 18};
  const auto start = std::chrono::steady_clock::now();
  constexpr int kChannels = 40;
  int found = 0;
  for (int i = 0; i < kChannels; ++i) {
    const double scale = rng.uniform(3e-4, 3e-3), offset = rng.uniform(-20, 20);
    const double bend = i % 2 == 0 ? 0 : 3e-10;
    const IntFunction f = [&](std::int64_t code) {
      const auto x = static_cast<double>(code);
      return static_cast<std::int64_t>(
          std::nearbyint(std::clamp(scale * x + bend * x * x + offset, -128.0, 127.0)));
    };
    const StepFunction steps = *tabulate(f, domain, Monotony::Monotone);
    found += find_closed_form(steps, domain, 24).has_value();
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  RecordProperty("ms_per_channel", std::to_string(1000 * seconds / kChannels));
  EXPECT_LT(seconds / kChannels, 0.05);  // measured: about 2 ms without sanitizers
  EXPECT_GE(found, kChannels / 2);       // every straight line
}

}  // namespace
}  // namespace knap
