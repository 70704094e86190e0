// Exact: a real number between an accumulator and the next Quantize, without rounding error.
#pragma once

#include "core/base/result.h"
#include "core/num/format.h"

namespace knap::net {

__extension__ typedef __int128 Wide;

/// value = numerator 2^exponent / divisor. When `is_sticky`, the value lies strictly between that of
/// `numerator` and that of `numerator + 1`: so much is kept of a sum whose terms lie further apart than 128
/// bits, and it is enough to round it. Operations that would need more bits are refused (kImpossible, no
/// place: the caller names the node).
class Exact {
 public:
  Exact() = default;
  /// code 2^-fraction_bits / divisor, divisor odd and > 0.
  static Exact from_code(std::int64_t code, int fraction_bits, std::int64_t divisor);
  static Exact from_dyadic(const Dyadic& value);
  static Exact from_long_double(long double value);  ///< finite

  Result<Exact> times(const Dyadic& factor) const;
  Result<Exact> plus(const Dyadic& summand) const;
  Result<Exact> times(const Exact& factor) const;
  /// value / count, count > 0.
  Result<Exact> over(std::int64_t count) const;
  Result<Exact> clip(const Dyadic& low, const Dyadic& high) const;
  /// max(value, low).
  Result<Exact> at_least(const Dyadic& low) const;
  /// -1, 0, 1: value less than, equal to, greater than `other`.
  Result<int> compare(const Dyadic& other) const;
  Result<std::int64_t> quantize(const Fixed& format, Rounding rounding, Overflow overflow) const;
  /// Nearest, with a relative error below 2^-60.
  long double to_long_double() const;
  bool is_zero() const { return numerator_ == 0 && !is_sticky_; }

 private:
  void normalise();
  Wide numerator_ = 0;
  std::int64_t divisor_ = 1;
  int exponent_ = 0;
  bool is_sticky_ = false;
};

}  // namespace knap::net
