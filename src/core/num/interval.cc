#include "core/num/interval.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>

namespace knap {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

}  // namespace

std::int64_t checked_narrow(Int128 value) {
  KNAP_CHECK(value >= kMin && value <= kMax, "64-bit overflow");
  return static_cast<std::int64_t>(value);
}

std::int64_t checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  KNAP_CHECK(!__builtin_add_overflow(a, b, &sum), fmt::format("{} + {}", a, b));
  return sum;
}

std::int64_t checked_sub(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  KNAP_CHECK(!__builtin_sub_overflow(a, b, &difference), fmt::format("{} - {}", a, b));
  return difference;
}

std::int64_t checked_mul(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  KNAP_CHECK(!__builtin_mul_overflow(a, b, &product), fmt::format("{} * {}", a, b));
  return product;
}

std::int64_t checked_shift_left(std::int64_t a, int amount) {
  KNAP_CHECK(amount >= 0 && amount < 64, fmt::format("shift by {}", amount));
  const Int128 wide = Int128{a} * (Int128{1} << amount);
  KNAP_CHECK(wide >= kMin && wide <= kMax, fmt::format("{} << {}", a, amount));
  return static_cast<std::int64_t>(wide);
}

std::int64_t Interval::count() const {
  const Int128 n = Int128{high} - low + 1;
  return n > kMax ? kMax : static_cast<std::int64_t>(n);
}

int width_bits(const Interval& interval) {
  KNAP_CHECK(interval.low <= interval.high, to_string(interval));
  const auto bits = [](std::int64_t x) {
    return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(x)));
  };
  if (interval.low >= 0) return std::max(1, bits(interval.high));
  // ~x = -x - 1: the magnitude bits of a negative number in two's complement.
  return 1 + std::max(bits(~interval.low), interval.high > 0 ? bits(interval.high) : 0);
}

Interval interval_of(int width_bits, bool is_signed) {
  KNAP_CHECK(width_bits >= 1 && width_bits <= (is_signed ? 64 : 63), fmt::format("{} bits", width_bits));
  if (is_signed) return {kMin >> (64 - width_bits), kMax >> (64 - width_bits)};
  return {0, kMax >> (63 - width_bits)};
}

Interval operator+(const Interval& a, const Interval& b) {
  return {checked_add(a.low, b.low), checked_add(a.high, b.high)};
}

Interval operator-(const Interval& a, const Interval& b) {
  return {checked_sub(a.low, b.high), checked_sub(a.high, b.low)};
}

Interval operator-(const Interval& a) { return Interval{0, 0} - a; }

Interval operator*(const Interval& a, const Interval& b) {
  const auto [low, high] = std::minmax(
      {Int128{a.low} * b.low, Int128{a.low} * b.high, Int128{a.high} * b.low, Int128{a.high} * b.high});
  KNAP_CHECK(low >= kMin && high <= kMax, to_string(a) + " * " + to_string(b));
  return {static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)};
}

Interval shift_left(const Interval& a, int amount) {
  return {checked_shift_left(a.low, amount), checked_shift_left(a.high, amount)};
}

Interval shift_right(const Interval& a, int amount) {
  KNAP_CHECK(amount >= 0, fmt::format("shift by {}", amount));
  const int bounded = std::min(amount, 63);  // beyond: still 0 or -1
  return {a.low >> bounded, a.high >> bounded};
}

Interval hull(const Interval& a, const Interval& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

Interval min(const Interval& a, const Interval& b) {
  return {std::min(a.low, b.low), std::min(a.high, b.high)};
}

Interval max(const Interval& a, const Interval& b) {
  return {std::max(a.low, b.low), std::max(a.high, b.high)};
}

std::string to_string(const Interval& interval) {
  return fmt::format("[{},{}]", interval.low, interval.high);
}

}  // namespace knap
