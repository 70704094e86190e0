// Interval: the exact range of an integer signal; every width in the hardware is derived from one.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/check.h"

namespace knap {

/// Wide enough for any product of two 64-bit integers.
__extension__ using Int128 = __int128;

/// Closed range of 64-bit integers, low <= high. All arithmetic is overflow-checked (KNAP_CHECK).
struct Interval {
  std::int64_t low = 0;
  std::int64_t high = 0;

  bool operator==(const Interval&) const = default;
  bool contains(std::int64_t value) const { return low <= value && value <= high; }
  bool contains(const Interval& other) const { return low <= other.low && other.high <= high; }
  bool is_signed() const { return low < 0; }
  bool is_constant() const { return low == high; }
  /// high - low + 1, saturated at 2^63 - 1.
  std::int64_t count() const;
};

/// Bits of the narrowest two's complement (signed if low < 0) or unsigned code that holds every value; at
/// least 1.
int width_bits(const Interval& interval);
/// Whether value = 2^k; then k = width_bits({0, value - 1}), but for k = 0.
inline bool is_power_of_two(std::int64_t value) { return value > 0 && (value & (value - 1)) == 0; }
/// The full range of `width_bits` bits, 1..63 (signed up to 64).
Interval interval_of(int width_bits, bool is_signed);
inline Interval make_constant(std::int64_t value) { return {value, value}; }

Interval operator+(const Interval& a, const Interval& b);
Interval operator-(const Interval& a, const Interval& b);
Interval operator-(const Interval& a);
Interval operator*(const Interval& a, const Interval& b);
Interval shift_left(const Interval& a, int amount);
/// Floor division by 2^amount, amount >= 0.
Interval shift_right(const Interval& a, int amount);
/// Smallest interval that contains both.
Interval hull(const Interval& a, const Interval& b);
Interval min(const Interval& a, const Interval& b);
Interval max(const Interval& a, const Interval& b);

/// "[-128,127]"
std::string to_string(const Interval& interval);

/// Overflow-checked 64-bit arithmetic for values (KNAP_CHECK on overflow).
/// `value` as 64 bits (KNAP_CHECK that it fits).
std::int64_t checked_narrow(Int128 value);
std::int64_t checked_add(std::int64_t a, std::int64_t b);
std::int64_t checked_sub(std::int64_t a, std::int64_t b);
std::int64_t checked_mul(std::int64_t a, std::int64_t b);
std::int64_t checked_shift_left(std::int64_t a, int amount);

}  // namespace knap
