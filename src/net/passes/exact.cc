#include "net/passes/exact.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/base/diagnostics.h"

namespace knap::net {

namespace {

constexpr int kMaxBits = 120;
constexpr std::int64_t kMaxDivisor = std::int64_t{1} << 31;

/// Bits of |value|; 0 for 0.
int magnitude_bits(Wide value) {
  const Wide magnitude = value < 0 ? -value : value;
  const auto high = static_cast<std::uint64_t>(magnitude >> 64), low = static_cast<std::uint64_t>(magnitude);
  return high != 0 ? 128 - std::countl_zero(high) : 64 - std::countl_zero(low);
}

int trailing_zeros(Wide value) {
  const auto high = static_cast<std::uint64_t>(value >> 64), low = static_cast<std::uint64_t>(value);
  return low != 0 ? std::countr_zero(low) : 64 + std::countr_zero(high);
}

Error too_wide() {
  return {diag::kImpossible, "",
          "an exact intermediate value needs more than 128 bits; fold the batch norm or quantise in between"};
}

/// floor(value / 2^amount); tells whether bits were lost.
Wide floor_shift(Wide value, int amount, bool& lost) {
  if (amount > 126) {
    lost = lost || value != 0;
    return value < 0 ? -1 : 0;
  }
  const Wide shifted = value >> amount;
  lost = lost || (shifted << amount) != value;
  return shifted;
}

}  // namespace

void Exact::normalise() {
  if (is_sticky_) return;
  if (numerator_ == 0) {
    divisor_ = 1;
    exponent_ = 0;
    return;
  }
  const int zeros = trailing_zeros(numerator_);
  numerator_ >>= zeros;
  exponent_ += zeros;
}

Exact Exact::from_code(std::int64_t code, int fraction_bits, std::int64_t divisor) {
  KNAP_CHECK(divisor > 0 && divisor % 2 == 1);
  Exact value;
  value.numerator_ = code;
  value.divisor_ = divisor;
  value.exponent_ = -fraction_bits;
  value.normalise();
  return value;
}

Exact Exact::from_dyadic(const Dyadic& dyadic) { return from_code(dyadic.mantissa, -dyadic.exponent, 1); }

Exact Exact::from_long_double(long double value) {
  int exponent = 0;
  const long double mantissa = std::frexp(value, &exponent);
  Exact exact;
  exact.numerator_ = static_cast<Wide>(std::ldexp(mantissa, 64));
  exact.exponent_ = exponent - 64;
  exact.normalise();
  return exact;
}

Result<Exact> Exact::times(const Dyadic& factor) const {
  if (is_sticky_ || magnitude_bits(numerator_) + magnitude_bits(factor.mantissa) > kMaxBits)
    return too_wide();
  Exact product = *this;
  product.numerator_ *= factor.mantissa;
  product.exponent_ += factor.exponent;
  product.normalise();
  return product;
}

Result<Exact> Exact::plus(const Dyadic& summand) const {
  Wide other = summand.mantissa;
  if (other == 0) return *this;
  if (magnitude_bits(other) + magnitude_bits(divisor_) > kMaxBits) return too_wide();
  other *= divisor_;
  if (numerator_ == 0 && !is_sticky_) return from_dyadic(summand);
  // Both terms on one exponent: the smaller one, or as far down as the term of the larger exponent can be
  // shifted up.
  const bool mine_is_higher = exponent_ > summand.exponent;
  const int high = std::max(exponent_, summand.exponent), low = std::min(exponent_, summand.exponent);
  const int room = kMaxBits - magnitude_bits(mine_is_higher ? numerator_ : other);
  const int common = std::max(low, high - room);
  if (is_sticky_ && (common < exponent_ || summand.exponent < common)) return too_wide();
  bool lost = is_sticky_;
  const auto bring = [&](Wide value, int exponent) {
    return exponent >= common ? value << (exponent - common) : floor_shift(value, common - exponent, lost);
  };
  Exact sum;
  sum.divisor_ = divisor_;
  sum.exponent_ = common;
  sum.numerator_ = bring(numerator_, exponent_) + bring(other, summand.exponent);
  sum.is_sticky_ = lost;
  sum.normalise();
  return sum;
}

Result<int> Exact::compare(const Dyadic& other) const {
  KNAP_ASSIGN(const Exact difference, plus(Dyadic{-other.mantissa, other.exponent}));
  if (difference.is_zero()) return 0;
  return difference.numerator_ < 0 ? -1 : 1;
}

Result<Exact> Exact::at_least(const Dyadic& low) const {
  KNAP_ASSIGN(const int order, compare(low));
  return order < 0 ? from_dyadic(low) : *this;
}

Result<Exact> Exact::clip(const Dyadic& low, const Dyadic& high) const {
  KNAP_ASSIGN(const int order, compare(high));
  if (order > 0) return from_dyadic(high);
  return at_least(low);
}

Result<Exact> Exact::times(const Exact& factor) const {
  if (is_sticky_ || factor.is_sticky_ || divisor_ > kMaxDivisor / factor.divisor_) return too_wide();
  if (magnitude_bits(numerator_) + magnitude_bits(factor.numerator_) > kMaxBits) return too_wide();
  Exact product;
  product.numerator_ = numerator_ * factor.numerator_;
  product.divisor_ = divisor_ * factor.divisor_;
  product.exponent_ = exponent_ + factor.exponent_;
  product.normalise();
  return product;
}

Result<Exact> Exact::over(std::int64_t count) const {
  KNAP_CHECK(count > 0);
  const int twos = trailing_zeros(count);
  if (divisor_ > kMaxDivisor / (count >> twos)) return too_wide();
  Exact quotient = *this;
  quotient.divisor_ *= count >> twos;
  quotient.exponent_ -= twos;
  return quotient;
}

Result<std::int64_t> Exact::quantize(const Fixed& format, Rounding rounding, Overflow overflow) const {
  // Two guard bits below the numerator: a sticky value is no tie whatever the rounding.
  if (magnitude_bits(numerator_) > kMaxBits + 4) return too_wide();
  Wide numerator = numerator_ * 4 + (is_sticky_ ? 1 : 0);
  Wide denominator = divisor_;
  int shift = exponent_ + format.fraction_bits - 2;
  bool is_huge = false;
  if (shift > 0) {
    is_huge = numerator != 0 && magnitude_bits(numerator) + shift > kMaxBits;
    if (is_sticky_ && !is_huge) return too_wide();
    if (!is_huge) numerator = numerator * (Wide{1} << (numerator == 0 ? 0 : shift));
  } else if (shift < 0) {
    const int room = kMaxBits - magnitude_bits(divisor_);
    bool lost = false;
    if (-shift > room) {
      numerator = floor_shift(numerator, -shift - room, lost);
      numerator = numerator * 2 + (lost ? 1 : 0);
      shift = -room;
      denominator = denominator * 2;
    }
    denominator = denominator << -shift;
  }
  is_huge = is_huge || magnitude_bits(numerator) - magnitude_bits(denominator) > 60;
  if (is_huge) {
    if (overflow == Overflow::Wrap || overflow == Overflow::WrapSm) return too_wide();
    const Wide far = Wide{1} << 62;
    return apply_overflow(numerator < 0 ? -far : far, format.width_bits, format.is_signed, overflow);
  }
  const std::int64_t rounded = round_divide(numerator, denominator, rounding);
  return apply_overflow(rounded, format.width_bits, format.is_signed, overflow);
}

long double Exact::to_long_double() const {
  return std::ldexp(static_cast<long double>(numerator_) / static_cast<long double>(divisor_), exponent_);
}

}  // namespace knap::net
