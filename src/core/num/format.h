// Format: how an integer code stands for a real number - fixed point in the ap_fixed sense, or affine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/num/interval.h"

namespace knap {

/// Rounding modes of ap_fixed (AMD UG1399, "Arbitrary precision fixed-point").
enum class Rounding {
  Rnd,        ///< to nearest, ties to plus infinity
  RndZero,    ///< to nearest, ties to zero
  RndMinInf,  ///< to nearest, ties to minus infinity
  RndInf,     ///< to nearest, ties away from zero
  RndConv,    ///< to nearest, ties to even
  Trn,        ///< to minus infinity
  TrnZero,    ///< to zero
};

/// Overflow modes of ap_fixed.
enum class Overflow {
  Sat,      ///< to the nearest bound
  SatZero,  ///< to zero
  SatSym,   ///< to the nearest bound of the symmetric range
  Wrap,     ///< drop the high bits
  WrapSm,   ///< sign-magnitude wrap (ap_fixed AP_WRAP_SM with no saturation bits)
};

/// mantissa * 2^exponent, exact; normalised: mantissa odd, or both zero. Every finite double is one.
struct Dyadic {
  std::int64_t mantissa = 0;
  int exponent = 0;
  bool operator==(const Dyadic&) const = default;
  /// KNAP_CHECKs that value is finite.
  static Dyadic from_double(double value);
  static Dyadic make(std::int64_t mantissa, int exponent);
  double to_double() const;
};

/// value = code * 2^-fraction_bits; fraction_bits may be negative or exceed width_bits; width_bits 0 = pruned (always 0).
struct Fixed {
  bool is_signed = true;
  int width_bits = 8;
  int fraction_bits = 0;

  bool operator==(const Fixed&) const = default;
  int integer_bits() const { return width_bits - fraction_bits; }
  Interval codes() const;
  /// The symmetric code range [-(2^(w-1)-1), 2^(w-1)-1] for signed, codes() for unsigned.
  Interval symmetric_codes() const;
};

/// value = (code - zero_point) * scale.
struct Affine {
  bool is_signed = false;
  int width_bits = 8;
  Dyadic scale{1, 0};
  std::int64_t zero_point = 0;
  bool operator==(const Affine&) const = default;
  Interval codes() const;
};

using Encoding = std::variant<Fixed, Affine>;

/// Over what one encoding extends.
enum class Granularity { Tensor, Axis, Element };

/// The encodings of a tensor: one (Tensor), one per index of `axis` (Axis), or one per element (Element).
struct Encodings {
  Granularity granularity = Granularity::Tensor;
  int axis = 0;
  std::vector<Encoding> items{Fixed{}};
  bool operator==(const Encodings&) const = default;
};

/// The code of `value`: rounded, then brought into range. Exact for every double / dyadic and width <= 63 bits.
std::int64_t quantize(Dyadic value, const Fixed& format, Rounding rounding, Overflow overflow);
std::int64_t quantize(double value, const Fixed& format, Rounding rounding, Overflow overflow);
/// Affine: code = overflow(round(value / scale) + zero_point), value / scale evaluated exactly as a rational.
std::int64_t quantize(Dyadic value, const Affine& format, Rounding rounding, Overflow overflow);

/// round(code / 2^shift) for shift >= 0 (exact product by 2^-shift for shift < 0); KNAP_CHECKs overflow.
std::int64_t round_shift(std::int64_t code, int shift, Rounding rounding);
/// The same on a 128-bit numerator; KNAP_CHECKs that the result fits 64 bits.
std::int64_t round_shift(__int128 code, int shift, Rounding rounding);
/// round(numerator / denominator), denominator > 0.
std::int64_t round_divide(__int128 numerator, __int128 denominator, Rounding rounding);
/// `code` brought into the range of a `width_bits` code by `overflow`.
std::int64_t apply_overflow(__int128 code, int width_bits, bool is_signed, Overflow overflow);

/// The exact value of a code.
Dyadic to_dyadic(std::int64_t code, const Fixed& format);
double to_double(std::int64_t code, const Fixed& format);

/// "fixed<8,3>" / "ufixed<8,3>" (width, integer bits incl. sign); affine: "affine<u8,M*2^E,zp>".
std::string to_string(const Fixed& format);
std::string to_string(const Affine& format);
std::string to_string(const Encoding& encoding);
Result<Encoding> parse_encoding(std::string_view text);
Result<Fixed> parse_fixed(std::string_view text);

/// "RND_CONV" ... / "SAT" ...
std::string_view to_string(Rounding rounding);
std::string_view to_string(Overflow overflow);
Result<Rounding> parse_rounding(std::string_view text);
Result<Overflow> parse_overflow(std::string_view text);

}  // namespace knap
