#include "core/num/format.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>

#include "core/base/rng.h"

namespace knap {
namespace {

using Integer = boost::multiprecision::cpp_int;
using Rational = boost::multiprecision::cpp_rational;

constexpr Rounding kEveryRounding[] = {Rounding::Rnd,    Rounding::RndZero, Rounding::RndMinInf,
                                       Rounding::RndInf, Rounding::RndConv, Rounding::Trn,
                                       Rounding::TrnZero};
constexpr Overflow kOverflows[] = {Overflow::Sat, Overflow::SatZero, Overflow::SatSym, Overflow::Wrap,
                                   Overflow::WrapSm};

/// 2^exponent.
Rational power(int exponent) {
  const Integer two = Integer(1) << std::abs(exponent);
  return exponent >= 0 ? Rational(two) : Rational(Integer(1), two);
}

Integer floor_of(const Rational& x) {
  const Integer n = numerator(x), d = denominator(x);
  Integer q = n / d;
  if (n % d != 0 && n < 0) --q;
  return q;
}

/// The definitions, on rationals: to nearest is decided by comparing distances.
Integer reference_round(const Rational& x, Rounding rounding) {
  const Integer below = floor_of(x);
  const Rational down = x - below;
  const Rational up = 1 - down;
  if (down == 0) return below;
  const Integer above = below + 1;
  const Integer toward_zero = x < 0 ? above : below, away = x < 0 ? below : above;
  switch (rounding) {
    case Rounding::Trn:
      return below;
    case Rounding::TrnZero:
      return toward_zero;
    default:
      break;
  }
  if (down != up) return down < up ? below : above;
  switch (rounding) {
    case Rounding::Rnd:
      return above;
    case Rounding::RndMinInf:
      return below;
    case Rounding::RndZero:
      return toward_zero;
    case Rounding::RndInf:
      return away;
    default:
      return below % 2 == 0 ? below : above;
  }
}

/// Overflow by counting codes up from the range, one at a time modulo the period: no bit operations.
Integer reference_overflow(const Integer& code, int width, bool is_signed, Overflow overflow) {
  if (width == 0) return 0;
  const Integer codes = Integer(1) << width;
  const Integer low = is_signed ? Integer(-(codes / 2)) : Integer(0), high = low + codes - 1;
  const Integer lowest = overflow == Overflow::SatSym && is_signed ? Integer(-high) : low;
  if (code >= lowest && code <= high) return code;
  const Integer period = overflow == Overflow::WrapSm && is_signed ? Integer(2 * codes) : codes;
  Integer place = (code - low) % period;  // from low on, in [0, period)
  if (place < 0) place += period;
  switch (overflow) {
    case Overflow::Sat:
    case Overflow::SatSym:
      return code < lowest ? lowest : high;
    case Overflow::SatZero:
      return 0;
    case Overflow::Wrap:
      return low + place;
    case Overflow::WrapSm:
      return place < codes ? Integer(low + place) : Integer(high - (place - codes));  // up, then back down
  }
  return 0;
}

TEST(Format, QuantizeIsExactForEveryModeWidthAndQuarterCode) {
  for (int width = 1; width <= 5; ++width)
    for (const bool is_signed : {true, false})
      for (const int fraction : {-2, 0, 1, 3, 7})
        for (const Rounding rounding : kEveryRounding)
          for (const Overflow overflow : kOverflows) {
            const Fixed format{is_signed, width, fraction};
            SCOPED_TRACE(to_string(format) + " " + std::string(to_string(rounding)) + " " +
                         std::string(to_string(overflow)));
            const std::int64_t limit =
                4 * (std::int64_t{5} << width);  // five times the range, in quarter codes
            for (std::int64_t quarter = -limit; quarter <= limit; ++quarter) {
              const Dyadic value = Dyadic::make(quarter, -2 - fraction);
              const Integer rounded = reference_round(Rational(quarter) / 4, rounding);
              const Integer wanted = reference_overflow(rounded, width, is_signed, overflow);
              ASSERT_EQ(Integer(quantize(value, format, rounding, overflow)), wanted) << quarter << "/4";
              ASSERT_EQ(Integer(quantize(value.to_double(), format, rounding, overflow)), wanted);
            }
          }
}

TEST(Format, SignMagnitudeWrapIsTheDocumentedSequence) {
  const std::int64_t wanted[] = {3, 3, 2, 1, 0, -1, -2, -3, -4, -4, -3};
  for (std::int64_t i = 0; i < 11; ++i)
    EXPECT_EQ(apply_overflow(i + 3, 3, true, Overflow::WrapSm), wanted[i]);
}

TEST(Format, AffineIsExactForEveryModeOnASmallGrid) {
  for (const std::int64_t mantissa : {1, 3, 5, 7})
    for (const int exponent : {-3, 0, 2})
      for (const std::int64_t zero_point : {0, 3, -1})
        for (const Rounding rounding : kEveryRounding)
          for (const Overflow overflow : kOverflows)
            for (std::int64_t m = -40; m <= 40; ++m) {
              const Affine format{zero_point < 0, 4, {mantissa, exponent}, zero_point};
              const Rational ratio = Rational(m) * power(-1) / (Rational(mantissa) * power(exponent));
              const Integer wanted = reference_overflow(reference_round(ratio, rounding) + zero_point, 4,
                                                        format.is_signed, overflow);
              ASSERT_EQ(Integer(quantize(Dyadic::make(m, -1), format, rounding, overflow)), wanted)
                  << m << "/2 in " << to_string(format) << " " << to_string(rounding) << " "
                  << to_string(overflow);
            }
}

TEST(Format, QuantizeIsExactForRandomDyadicsOfAnySize) {
  constexpr std::uint64_t kSeed = 1;
  Rng rng(kSeed, "format");
  for (int i = 0; i < 30000; ++i) {
    const auto mantissa = static_cast<std::int64_t>(rng.next()) >> rng.below(64);
    const Dyadic value = Dyadic::make(mantissa, static_cast<int>(rng.integer(-150, 150)));
    const bool is_signed = rng.flip(0.5);
    const int width = static_cast<int>(rng.integer(0, 63));
    const Rounding rounding = kEveryRounding[rng.below(7)];
    const Overflow overflow = kOverflows[rng.below(5)];
    const Rational exact = Rational(value.mantissa) * power(value.exponent);
    const Fixed fixed{is_signed, width, static_cast<int>(rng.integer(-70, 70))};
    const Rational code = exact * power(fixed.fraction_bits);
    ASSERT_EQ(Integer(quantize(value, fixed, rounding, overflow)),
              reference_overflow(reference_round(code, rounding), width, is_signed, overflow))
        << "seed " << kSeed << " case " << i;
    const auto scale_mantissa = static_cast<std::int64_t>(rng.next() >> (1 + rng.below(62)));
    const Affine affine{is_signed, width,
                        Dyadic::make(scale_mantissa | 1, static_cast<int>(rng.integer(-90, 90))),
                        rng.integer(-1000, 1000)};
    const Rational ratio = exact / (Rational(affine.scale.mantissa) * power(affine.scale.exponent));
    ASSERT_EQ(
        Integer(quantize(value, affine, rounding, overflow)),
        reference_overflow(reference_round(ratio, rounding) + affine.zero_point, width, is_signed, overflow))
        << "seed " << kSeed << " case " << i;
  }
}

TEST(Format, RoundShiftAndDivideAgreeWithRationals) {
  Rng rng(2, "round");
  const auto wide = [](Int128 x) {
    Integer high = static_cast<std::int64_t>(x >> 64);
    return Integer((high << 64) + static_cast<std::uint64_t>(x));
  };
  for (int i = 0; i < 20000; ++i) {
    const Int128 code =
        ((Int128{static_cast<std::int64_t>(rng.next())} << 64) + rng.next()) >> rng.below(128);
    const int shift = static_cast<int>(rng.integer(0, 140));
    const Rounding rounding = kEveryRounding[rng.below(7)];
    const Integer wanted = reference_round(Rational(wide(code)) * power(-shift), rounding);
    ASSERT_EQ(wide(round_shift_wide(code, shift, rounding)), wanted) << "case " << i;
    const Int128 divisor = (Int128{static_cast<std::int64_t>(rng.next() >> 1)} >> rng.below(60)) + 1;
    const Integer quotient = reference_round(Rational(wide(code), wide(divisor)), rounding);
    if (quotient >= std::numeric_limits<std::int64_t>::min() &&
        quotient <= std::numeric_limits<std::int64_t>::max()) {
      ASSERT_EQ(Integer(round_divide(code, divisor, rounding)), quotient) << "case " << i;
    } else {
      ASSERT_THROW(round_divide(code, divisor, rounding), InternalError) << "case " << i;
    }
  }
  EXPECT_EQ(round_shift(std::int64_t{-5}, -2, Rounding::Trn), -20);
  EXPECT_EQ(round_shift(std::int64_t{-5}, 1, Rounding::RndConv), -2);
  EXPECT_THROW(round_shift(std::int64_t{1}, -63, Rounding::Trn), InternalError);
  EXPECT_THROW(round_shift(Int128{1} << 100, 3, Rounding::Trn), InternalError);
}

TEST(Format, EveryFiniteDoubleIsADyadic) {
  Rng rng(3, "doubles");
  for (const double x : {0.0, -0.0, 1.0, -0.1, 5e-324, std::numeric_limits<double>::max(), 0x1p-1022})
    EXPECT_EQ(Dyadic::from_double(x).to_double(), x);
  for (int i = 0; i < 10000; ++i) {
    const double x = std::ldexp(rng.normal(), static_cast<int>(rng.integer(-300, 300)));
    const Dyadic exact = Dyadic::from_double(x);
    ASSERT_EQ(exact.to_double(), x);
    ASSERT_TRUE(exact.mantissa % 2 != 0);
  }
  EXPECT_EQ(Dyadic::make(12, 0), (Dyadic{3, 2}));
  EXPECT_EQ(Dyadic::make(std::numeric_limits<std::int64_t>::min(), 0), (Dyadic{-1, 63}));
  EXPECT_THROW(Dyadic::from_double(std::nan("")), InternalError);
  EXPECT_THROW(Dyadic::from_double(HUGE_VAL), InternalError);
}

TEST(Format, CodesAndValuesOfAFormat) {
  EXPECT_EQ((Fixed{true, 8, 3}).codes(), (Interval{-128, 127}));
  EXPECT_EQ((Fixed{true, 8, 3}).symmetric_codes(), (Interval{-127, 127}));
  EXPECT_EQ((Fixed{false, 8, 3}).symmetric_codes(), (Interval{0, 255}));
  EXPECT_EQ((Fixed{true, 0, 3}).codes(), (Interval{0, 0}));
  EXPECT_EQ(to_double(-3, Fixed{true, 8, 2}), -0.75);
  EXPECT_EQ(to_dyadic(-12, Fixed{true, 8, 2}), (Dyadic{-3, 0}));
}

}  // namespace
}  // namespace knap
