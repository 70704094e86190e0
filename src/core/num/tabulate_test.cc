#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "core/num/steps.h"

namespace knap {
namespace {

std::int64_t rounded(double x) { return static_cast<std::int64_t>(std::nearbyint(x)); }

/// x * relu6(x + 3) / 6 of x / 64, in 1/32: not monotone, one minimum at x = -1.5.
std::int64_t hard_swish(std::int64_t code) {
  const double x = static_cast<double>(code) / 64;
  return rounded(32 * x * std::clamp(x + 3, 0.0, 6.0) / 6);
}

void expect_equal_everywhere(const IntFunction& f, const StepFunction& steps, const Interval& domain) {
  for (std::int64_t x = domain.low; x <= domain.high; ++x) ASSERT_EQ(steps(x), f(x)) << "at " << x;
}

TEST(Tabulate, MonotoneAndEnumeratedGiveTheSameSteps) {
  constexpr std::uint64_t kSeed = 1;
  Rng rng(kSeed, "tabulate");
  for (int i = 0; i < 300; ++i) {
    const std::int64_t low = rng.integer(-300, 300);
    const Interval domain{low, low + rng.integer(0, 400)};
    const double slope = rng.uniform(-1.5, 1.5), offset = rng.uniform(-50, 50), bound = rng.uniform(0, 200);
    const IntFunction f = [&](std::int64_t x) {
      return rounded(std::clamp(slope * static_cast<double>(x) + offset, -bound, bound));
    };
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << " case " << i);
    const Result<StepFunction> fast = tabulate(f, domain, Monotony::Monotone);
    const Result<StepFunction> slow = tabulate(f, domain, Monotony::Unknown);
    ASSERT_TRUE(fast.ok() && slow.ok());
    ASSERT_EQ(*fast, *slow);
    expect_equal_everywhere(f, *fast, domain);
    EXPECT_NO_THROW(Steps::make(domain, {*fast}));  // canonical
    EXPECT_EQ(find_difference(f, *fast, domain, Monotony::Monotone), std::nullopt);
  }
}

TEST(Tabulate, ATurningPointMayBeRoundedEitherWayOrLieOutside) {
  const Interval domain{-400, 400};
  const StepFunction wanted = *tabulate(hard_swish, domain, Monotony::Unknown);
  EXPECT_FALSE(wanted.is_monotone());
  for (const std::int64_t point : {-95, -96, -97}) {
    const Result<StepFunction> steps =
        tabulate(hard_swish, domain, Monotony::Unknown, {1000, point, point, -1000});
    ASSERT_TRUE(steps.ok());
    EXPECT_EQ(*steps, wanted) << "turning at " << point;
    EXPECT_EQ(find_difference(hard_swish, *steps, domain, Monotony::Unknown, {point}), std::nullopt);
  }
  for (const std::int64_t low : {-97, -96, -95})  // at the very ends of the domain
    EXPECT_EQ(*tabulate(hard_swish, {low, 400}, Monotony::Unknown, {-96}),
              *tabulate(hard_swish, {low, 400}, Monotony::Unknown));
  EXPECT_EQ(*tabulate(hard_swish, {-400, -96}, Monotony::Unknown, {-96}),
            *tabulate(hard_swish, {-400, -96}, Monotony::Unknown));
}

TEST(Tabulate, ABrokenPromiseOfMonotonyIsOurBug) {
  const IntFunction tent = [](std::int64_t x) { return x < 0 ? 8 + x : 8 - x; };
  EXPECT_THROW((void)tabulate(tent, {-8, 7}, Monotony::Monotone), InternalError);
  EXPECT_TRUE(tabulate(tent, {-8, 7}, Monotony::Monotone, {0}).ok());
}

TEST(Tabulate, WideDomainsTakeNoTime) {
  const Interval domain{-(std::int64_t{1} << 40), std::int64_t{1} << 40};
  const ClosedForm form{1, 12345, 32, Rounding::RndConv, {-128, 127}};
  const auto start = std::chrono::steady_clock::now();
  const StepFunction steps = *tabulate(form, domain, Monotony::Monotone);
  EXPECT_EQ(find_difference(form, steps, domain, Monotony::Monotone), std::nullopt);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_EQ(steps.values.size(), 256u);
  EXPECT_LT(seconds, 0.1);  // measured: 0.5 ms; enumerating would take hours
  const Interval all{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
  const IntFunction sign = [](std::int64_t x) { return x < 0 ? -1 : x > 0 ? 1 : 0; };
  EXPECT_EQ(*tabulate(sign, all, Monotony::Monotone), (StepFunction{{0, 1}, {-1, 0, 1}}));
  EXPECT_EQ(find_difference(sign, {{0}, {-1, 1}}, all, Monotony::Monotone), 0);
}

TEST(Tabulate, WhatCannotBeEnumeratedIsRefused) {
  const auto wide = tabulate(hard_swish, {0, std::int64_t{1} << 30}, Monotony::Unknown);
  ASSERT_FALSE(wide.ok());
  EXPECT_TRUE(wide.error().is(diag::kImpossible));
  const IntFunction identity = [](std::int64_t x) { return x; };
  EXPECT_FALSE(tabulate(identity, {0, kMaxSteps + 1}, Monotony::Unknown).ok());
  EXPECT_TRUE(tabulate(identity, {0, kMaxSteps}, Monotony::Monotone).ok());
}

TEST(Tabulate, FindDifferenceFindsTheFirstPlantedDifference) {
  constexpr std::uint64_t kSeed = 2;
  Rng rng(kSeed, "planted");
  const Interval domain{-200, 200};
  int found = 0;
  for (int i = 0; i < 2000; ++i) {
    const ClosedForm form{rng.integer(1, 9),
                          rng.integer(-50, 50),
                          static_cast<int>(rng.integer(0, 6)),
                          Rounding::RndConv,
                          {rng.integer(-30, 0), rng.integer(1, 30)}};
    StepFunction steps = *tabulate(form, domain, Monotony::Monotone);
    if (steps.thresholds.empty()) continue;
    const std::size_t at = rng.below(steps.thresholds.size());
    if (rng.flip(0.5)) {
      steps.thresholds[at] += rng.flip(0.5) ? 1 : -1;
    } else {
      steps.values[at] += rng.flip(0.5) ? 1 : -1;
    }
    const auto not_ascending = [](std::int64_t a, std::int64_t b) { return a >= b; };
    if (std::adjacent_find(steps.thresholds.begin(), steps.thresholds.end(), not_ascending) !=
        steps.thresholds.end())
      continue;
    std::optional<std::int64_t> wanted;
    for (std::int64_t x = domain.low; x <= domain.high && !wanted; ++x)
      if (form(x) != steps(x)) wanted = x;
    SCOPED_TRACE(testing::Message() << "seed " << kSeed << " case " << i);
    ASSERT_EQ(find_difference(form, steps, domain, Monotony::Unknown), wanted);
    ASSERT_EQ(find_difference(form, steps, domain, Monotony::Monotone), wanted);
    found += wanted.has_value();
  }
  EXPECT_GT(found, 1000);
}

}  // namespace
}  // namespace knap
