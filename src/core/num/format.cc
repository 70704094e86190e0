#include "core/num/format.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <limits>

#include "core/base/check.h"

namespace knap {
namespace {

__extension__ using Uint128 = unsigned __int128;

/// Where a real number lies between floor and floor + 1.
enum class Part { None, BelowHalf, Half, AboveHalf };

/// The seven modes, as one choice between floor and floor + 1. A number that is no integer is negative
/// exactly when its floor is.
Int128 choose(Int128 floor, Part part, Rounding rounding) {
  if (part == Part::None) return floor;
  const bool negative = floor < 0;
  switch (rounding) {
    case Rounding::Trn:
      return floor;
    case Rounding::TrnZero:
      return negative ? floor + 1 : floor;
    case Rounding::Rnd:
    case Rounding::RndZero:
    case Rounding::RndMinInf:
    case Rounding::RndInf:
    case Rounding::RndConv:
      break;
  }
  if (part != Part::Half) return part == Part::AboveHalf ? floor + 1 : floor;
  switch (rounding) {
    case Rounding::Rnd:
      return floor + 1;
    case Rounding::RndMinInf:
      return floor;
    case Rounding::RndZero:
      return negative ? floor + 1 : floor;
    case Rounding::RndInf:
      return negative ? floor : floor + 1;
    case Rounding::RndConv:
      return (floor & 1) != 0 ? floor + 1 : floor;
    case Rounding::Trn:
    case Rounding::TrnZero:
      break;
  }
  KNAP_CHECK(false, "not a rounding mode");
  return 0;
}

/// The place of rest / denominator, 0 <= rest < denominator.
Part part_of(Int128 rest, Int128 denominator) {
  if (rest == 0) return Part::None;
  const Int128 other = denominator - rest;  // 2 * rest could overflow
  return rest < other ? Part::BelowHalf : rest == other ? Part::Half : Part::AboveHalf;
}

/// round(numerator / denominator), denominator > 0.
Int128 divide_wide(Int128 numerator, Int128 denominator, Rounding rounding) {
  Int128 floor = numerator / denominator;
  Int128 rest = numerator % denominator;
  if (rest < 0) {
    rest += denominator;
    --floor;
  }
  return choose(floor, part_of(rest, denominator), rounding);
}

int magnitude_bits(std::int64_t x) {
  const auto u = static_cast<std::uint64_t>(x);
  return static_cast<int>(std::bit_width(x < 0 ? ~u + 1 : u));
}

/// mantissa * 2^exponent as an integer, exponent >= 0. What does not fit has at least 64 zeros at its end, so
/// any integer of the same sign, beyond 64 bits and with as many zeros, overflows to the same code in every
/// mode.
Int128 scale_up(std::int64_t mantissa, int exponent) {
  if (mantissa == 0) return 0;
  if (magnitude_bits(mantissa) + exponent <= 126) return Int128{mantissa} * (Int128{1} << exponent);
  return (mantissa < 0 ? -1 : 1) * (Int128{1} << 126);
}

/// round(numerator * 2^exponent / denominator), divided bit by bit. Beyond 2^100 only the low bits and
/// the fact that it is large are kept: nothing else decides an overflow to at most 63 bits.
Int128 divide_long(std::int64_t numerator, int exponent, std::int64_t denominator, Rounding rounding) {
  constexpr Int128 kLarge = Int128{1} << 100;
  const bool negative = numerator < 0;
  const Int128 magnitude = negative ? -Int128{numerator} : Int128{numerator};
  Int128 quotient = magnitude / denominator;
  Int128 rest = magnitude % denominator;
  for (int i = 0; i < exponent; ++i) {
    rest *= 2;
    quotient = 2 * quotient + (rest >= denominator ? 1 : 0);
    if (rest >= denominator) rest -= denominator;
    if (quotient >= 2 * kLarge) quotient = kLarge + quotient % kLarge;
  }
  if (rest == 0) return negative ? -quotient : quotient;
  if (!negative) return choose(quotient, part_of(rest, denominator), rounding);
  return choose(-quotient - 1, part_of(denominator - rest, denominator), rounding);
}

}  // namespace

Dyadic Dyadic::make(std::int64_t mantissa, int exponent) {
  if (mantissa == 0) return {};
  const int zeros = std::countr_zero(static_cast<std::uint64_t>(mantissa));
  return {mantissa >> zeros, exponent + zeros};
}

Dyadic Dyadic::from_double(double value) {
  KNAP_CHECK(std::isfinite(value), "not a finite number");
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);  // in (-1, 1), 53 bits
  return make(static_cast<std::int64_t>(std::ldexp(fraction, 53)), exponent - 53);
}

double Dyadic::to_double() const { return std::ldexp(static_cast<double>(mantissa), exponent); }

Interval Fixed::codes() const {
  return width_bits == 0 ? Interval{0, 0} : interval_of(width_bits, is_signed);
}

Interval Fixed::symmetric_codes() const {
  const Interval all = codes();
  return is_signed ? Interval{-all.high, all.high} : all;
}

Interval Affine::codes() const {
  return width_bits == 0 ? Interval{0, 0} : interval_of(width_bits, is_signed);
}

Int128 round_shift_wide(Int128 code, int shift, Rounding rounding) {
  if (shift <= 0) {
    KNAP_CHECK(shift > -127 && (code << -shift) >> -shift == code, "128-bit overflow");
    return code * (Int128{1} << -shift);
  }
  const Int128 floor = code >> (shift < 127 ? shift : 127);
  if (shift > 128) {  // |code / 2^shift| <= 1/4
    return choose(floor, code == 0 ? Part::None : code > 0 ? Part::BelowHalf : Part::AboveHalf, rounding);
  }
  const Uint128 half = Uint128{1} << (shift - 1);
  const Uint128 rest = static_cast<Uint128>(code) & (half | (half - 1));
  if (rest == 0) return floor;
  return choose(floor, rest < half ? Part::BelowHalf : rest == half ? Part::Half : Part::AboveHalf, rounding);
}

std::int64_t round_shift(Int128 code, int shift, Rounding rounding) {
  return checked_narrow(round_shift_wide(code, shift, rounding));
}

std::int64_t round_shift(std::int64_t code, int shift, Rounding rounding) {
  return round_shift(Int128{code}, shift, rounding);
}

std::int64_t round_divide(Int128 numerator, Int128 denominator, Rounding rounding) {
  KNAP_CHECK(denominator > 0);
  return checked_narrow(divide_wide(numerator, denominator, rounding));
}

std::int64_t apply_overflow(Int128 code, int width_bits, bool is_signed, Overflow overflow) {
  if (width_bits == 0) return 0;
  KNAP_CHECK(width_bits > 0 && width_bits <= kMaxWidth, fmt::format("{} bits", width_bits));
  const Fixed format{is_signed, width_bits, 0};
  const Interval range = overflow == Overflow::SatSym ? format.symmetric_codes() : format.codes();
  if (code >= range.low && code <= range.high) return static_cast<std::int64_t>(code);
  const auto low_bits =
      static_cast<std::int64_t>(static_cast<Uint128>(code) & ((Uint128{1} << width_bits) - 1));
  const bool sign_bit = (low_bits >> (width_bits - 1)) != 0;
  const std::int64_t wrapped = is_signed && sign_bit
                                   ? static_cast<std::int64_t>(Int128{low_bits} - (Int128{1} << width_bits))
                                   : low_bits;
  switch (overflow) {
    case Overflow::Sat:
    case Overflow::SatSym:
      return code < range.low ? range.low : range.high;
    case Overflow::SatZero:
      return 0;
    case Overflow::Wrap:
      return wrapped;
    case Overflow::WrapSm: {
      const bool dropped_bit = ((code >> width_bits) & 1) != 0;
      return is_signed && dropped_bit != sign_bit ? ~wrapped : wrapped;
    }
  }
  KNAP_CHECK(false, "not an overflow mode");
  return 0;
}

std::int64_t quantize(Dyadic value, const Fixed& format, Rounding rounding, Overflow overflow) {
  const int exponent = value.exponent + format.fraction_bits;
  const Int128 code = exponent >= 0 ? scale_up(value.mantissa, exponent)
                                    : round_shift_wide(Int128{value.mantissa}, -exponent, rounding);
  return apply_overflow(code, format.width_bits, format.is_signed, overflow);
}

std::int64_t quantize(double value, const Fixed& format, Rounding rounding, Overflow overflow) {
  return quantize(Dyadic::from_double(value), format, rounding, overflow);
}

std::int64_t quantize(Dyadic value, const Affine& format, Rounding rounding, Overflow overflow) {
  KNAP_CHECK(format.scale.mantissa > 0, "an affine scale is positive");
  const int exponent = value.exponent - format.scale.exponent;
  Int128 code = 0;
  if (exponent >= 0) {
    code = divide_long(value.mantissa, exponent, format.scale.mantissa, rounding);
  } else if (magnitude_bits(format.scale.mantissa) - exponent <= 126) {
    code = divide_wide(value.mantissa, Int128{format.scale.mantissa} << -exponent, rounding);
  } else if (value.mantissa != 0) {  // |value / scale| < 2^63 / 2^125: only its sign matters
    code = divide_wide(value.mantissa < 0 ? -1 : 1, 8, rounding);
  }
  return apply_overflow(code + format.zero_point, format.width_bits, format.is_signed, overflow);
}

Dyadic to_dyadic(std::int64_t code, const Fixed& format) { return Dyadic::make(code, -format.fraction_bits); }

double to_double(std::int64_t code, const Fixed& format) {
  return std::ldexp(static_cast<double>(code), -format.fraction_bits);
}

}  // namespace knap
