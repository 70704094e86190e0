#include "core/num/interval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <vector>

namespace knap {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

std::vector<Interval> small_intervals(std::int64_t limit) {
  std::vector<Interval> all;
  for (std::int64_t low = -limit; low <= limit; ++low)
    for (std::int64_t high = low; high <= limit; ++high) all.push_back({low, high});
  return all;
}

/// The exact hull of f(x, y) over both ranges, by enumeration.
Interval enumerate(const Interval& a, const Interval& b,
                   const std::function<std::int64_t(std::int64_t, std::int64_t)>& f) {
  Interval hull_of_all{kMax, kMin};
  for (std::int64_t x = a.low; x <= a.high; ++x)
    for (std::int64_t y = b.low; y <= b.high; ++y) {
      hull_of_all.low = std::min(hull_of_all.low, f(x, y));
      hull_of_all.high = std::max(hull_of_all.high, f(x, y));
    }
  return hull_of_all;
}

TEST(Interval, BinaryOperatorsAreExactOnEverySmallPair) {
  using I = std::int64_t;
  for (const Interval& a : small_intervals(4))
    for (const Interval& b : small_intervals(4)) {
      SCOPED_TRACE(to_string(a) + " " + to_string(b));
      ASSERT_EQ(a + b, enumerate(a, b, [](I x, I y) { return x + y; }));
      ASSERT_EQ(a - b, enumerate(a, b, [](I x, I y) { return x - y; }));
      ASSERT_EQ(a * b, enumerate(a, b, [](I x, I y) { return x * y; }));
      ASSERT_EQ(min(a, b), enumerate(a, b, [](I x, I y) { return std::min(x, y); }));
      ASSERT_EQ(max(a, b), enumerate(a, b, [](I x, I y) { return std::max(x, y); }));
      ASSERT_TRUE(hull(a, b).contains(a) && hull(a, b).contains(b));
      ASSERT_EQ(hull(a, b).low, std::min(a.low, b.low));
      ASSERT_EQ(hull(a, b).high, std::max(a.high, b.high));
    }
}

TEST(Interval, ShiftsAndNegationAreExactOnEverySmallRange) {
  for (const Interval& a : small_intervals(9)) {
    SCOPED_TRACE(to_string(a));
    ASSERT_EQ(-a, enumerate(a, {0, 0}, [](std::int64_t x, std::int64_t) { return -x; }));
    for (int s = 0; s < 5; ++s) {
      ASSERT_EQ(shift_left(a, s), enumerate(a, {0, 0}, [s](std::int64_t x, std::int64_t) { return x << s; }));
      ASSERT_EQ(shift_right(a, s), enumerate(a, {0, 0}, [s](std::int64_t x, std::int64_t) {
                  const std::int64_t d = std::int64_t{1} << s;
                  return (x - ((x % d) + d) % d) / d;
                }));
    }
  }
  EXPECT_EQ(shift_right({kMin, kMax}, 200), (Interval{-1, 0}));
}

TEST(Interval, WidthIsTheNarrowestCodeThatHoldsEveryValue) {
  for (const Interval& a : small_intervals(40)) {
    const int width = width_bits(a);
    ASSERT_TRUE(interval_of(width, a.is_signed()).contains(a)) << to_string(a);
    ASSERT_FALSE(width > 1 && interval_of(width - 1, a.is_signed()).contains(a)) << to_string(a);
    ASSERT_EQ(a.count(), a.high - a.low + 1);
  }
  EXPECT_EQ(width_bits({kMin, kMax}), 64);
  EXPECT_EQ(width_bits({kMin, -5}), 64);
  EXPECT_EQ(width_bits({0, kMax}), 63);
  EXPECT_EQ(width_bits({0, 0}), 1);
  EXPECT_EQ(width_bits({-1, -1}), 1);
  EXPECT_EQ(interval_of(64, true), (Interval{kMin, kMax}));
  EXPECT_EQ(interval_of(63, false), (Interval{0, kMax}));
  EXPECT_EQ((Interval{kMin, kMax}).count(), kMax);
}

TEST(Interval, OverflowIsNeverSilent) {
  const Interval all{kMin, kMax}, big{0, kMax}, two{2, 2}, one{1, 1};
  EXPECT_THROW(big + one, InternalError);
  EXPECT_THROW(all - one, InternalError);
  EXPECT_THROW(-all, InternalError);
  EXPECT_THROW(big * two, InternalError);
  EXPECT_THROW(all * make_constant(-1), InternalError);
  EXPECT_THROW(shift_left(big, 1), InternalError);
  EXPECT_THROW(shift_left(one, 63), InternalError);
  EXPECT_THROW(shift_left(one, 64), InternalError);
  EXPECT_THROW(shift_right(one, -1), InternalError);
  EXPECT_EQ(shift_left(one, 62), make_constant(std::int64_t{1} << 62));
  EXPECT_EQ(shift_left(make_constant(-1), 63), make_constant(kMin));
  EXPECT_THROW(interval_of(64, false), InternalError);
  EXPECT_THROW(interval_of(0, true), InternalError);
  EXPECT_THROW(width_bits({1, 0}), InternalError);
}

TEST(Interval, CheckedArithmeticAgreesWithWideArithmeticAtTheLimits) {
  const std::vector<std::int64_t> values = {kMin, kMin + 1, -3, -1, 0, 1, 2, kMax / 2, kMax - 1, kMax};
  const auto same = [](auto f, Int128 wide) {
    if (wide < kMin || wide > kMax) {
      EXPECT_THROW(f(), InternalError);
    } else {
      EXPECT_EQ(f(), static_cast<std::int64_t>(wide));
    }
  };
  for (const std::int64_t a : values)
    for (const std::int64_t b : values) {
      same([&] { return checked_add(a, b); }, Int128{a} + b);
      same([&] { return checked_sub(a, b); }, Int128{a} - b);
      same([&] { return checked_mul(a, b); }, Int128{a} * b);
      same([&] { return checked_narrow(Int128{a} * b); }, Int128{a} * b);
    }
}

}  // namespace
}  // namespace knap
