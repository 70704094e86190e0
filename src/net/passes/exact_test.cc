#include "net/passes/exact.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/rng.h"

namespace knap::net {
namespace {

std::int64_t quantized(const Exact& value, int fraction_bits, Rounding rounding = Rounding::RndConv) {
  return *value.quantize(Fixed{true, 40, fraction_bits}, rounding, Overflow::Sat);
}

TEST(Exact, AffineFunctionsAgreeWithIntegerArithmetic) {
  Rng rng(1, "exact");
  for (int round = 0; round < 2000; ++round) {
    SCOPED_TRACE(round);
    const std::int64_t x = rng.integer(-100000, 100000), m = rng.integer(-1000, 1000),
                       b = rng.integer(-1000000, 1000000);
    const int f = static_cast<int>(rng.integer(0, 12)), g = static_cast<int>(rng.integer(0, 12));
    const std::int64_t d = 2 * rng.integer(0, 40) + 1;
    // x m / (2^f d) + b / 2^g, rounded to 2^-5: everything over d 2^24
    const Exact value = *Exact::from_code(x, f, d).times(Dyadic::make(m, 0))->plus(Dyadic::make(b, -g));
    const Wide numerator = Wide{x} * m * (Wide{1} << (24 - f)) + Wide{b} * d * (Wide{1} << (24 - g));
    for (const Rounding rounding :
         {Rounding::Rnd, Rounding::RndConv, Rounding::Trn, Rounding::TrnZero, Rounding::RndInf})
      ASSERT_EQ(quantized(value, 5, rounding), round_divide(numerator, Wide{d} << 19, rounding));
  }
}

TEST(Exact, TermsFarApartAreRoundedCorrectly) {
  // 0.5 is a tie; an offset of 2^-300 decides it.
  const Exact half = Exact::from_code(1, 1, 1);
  EXPECT_EQ(quantized(half, 0), 0);
  EXPECT_EQ(quantized(*half.plus(Dyadic{1, -300}), 0), 1);
  EXPECT_EQ(quantized(*half.plus(Dyadic{-1, -300}), 0), 0);
  const Exact three_halves = Exact::from_code(3, 1, 1);
  EXPECT_EQ(quantized(three_halves, 0), 2);
  EXPECT_EQ(quantized(*three_halves.plus(Dyadic{-1, -300}), 0), 1);
  EXPECT_EQ(quantized(*Exact::from_code(1, 0, 1).plus(Dyadic{-1, -300}), 0, Rounding::Trn), 0);
  EXPECT_EQ(quantized(*Exact::from_code(1, 300, 1).plus(Dyadic{1, -1}), 0), 1);
  EXPECT_EQ(quantized(*Exact::from_code(1, 0, 3).plus(Dyadic{1, -200}), 1, Rounding::Rnd), 1);
}

TEST(Exact, ComparesAcrossDivisors) {
  const Exact third = Exact::from_code(1, 0, 3);
  EXPECT_EQ(*third.compare(Dyadic::from_double(0.333)), 1);
  EXPECT_EQ(*third.compare(Dyadic::from_double(0.334)), -1);
  EXPECT_EQ(*Exact::from_code(3, 1, 1).compare(Dyadic::from_double(1.5)), 0);
  EXPECT_EQ(*Exact::from_code(3, 1, 1).plus(Dyadic{1, -300})->compare(Dyadic::from_double(1.5)), 1);
}

TEST(Exact, ProductsAndQuotientsStayRational) {
  for (std::int64_t x = -40; x <= 40; ++x)
    for (const std::int64_t count : {1, 3, 6, 40}) {
      // (x / (8 * 5)) (x / 4 + 3) / count = x (x + 12) / (160 count)
      const Exact sum = *Exact::from_code(x, 2, 1).plus(Dyadic{3, 0});
      const Exact value = *Exact::from_code(x, 3, 5).times(sum)->over(count);
      EXPECT_EQ(quantized(value, 6), round_divide(Wide{x} * (x + 12) * 64, 160 * count, Rounding::RndConv))
          << x;
    }
}

TEST(Exact, LimitsAreRefusedNotWrapped) {
  const Exact wide = *Exact::from_code((1LL << 60) - 1, 0, 1).times(Dyadic::make((1LL << 59) - 1, 0));
  EXPECT_FALSE(wide.times(Dyadic::make(12345, 0)).ok());
  EXPECT_EQ(quantized(wide, 10), (1LL << 39) - 1);
  EXPECT_FALSE(wide.quantize(Fixed{true, 8, 0}, Rounding::Trn, Overflow::Wrap).ok());
  EXPECT_FALSE(wide.times(Exact::from_code(5, 0, 1)).ok());
  EXPECT_FALSE(Exact::from_code(1, 0, 2147483647).over(3).ok());
}

TEST(Exact, LongDoublesAreTakenExactly) {
  const long double value = std::sqrt(2.0L);
  EXPECT_EQ(Exact::from_long_double(value).to_long_double(), value);
  EXPECT_EQ(quantized(Exact::from_long_double(-0.375L), 3), -3);
  EXPECT_TRUE(Exact::from_long_double(0).is_zero());
}

}  // namespace
}  // namespace knap::net
