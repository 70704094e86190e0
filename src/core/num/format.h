// Format: how an integer code stands for a real number - fixed point in the ap_fixed sense, or affine.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.h"
#include "core/num/interval.h"

namespace knap {

/// The widest code of a fixed format, in bits.
inline constexpr int kMaxWidth = 63;

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
  WrapSm,   ///< sign-magnitude wrap, AP_WRAP_SM with no saturation bits (see apply_overflow)
};

/// mantissa * 2^exponent, exact; normalised: mantissa odd, or both zero (make() normalises). Every finite
/// double is one.
struct Dyadic {
  std::int64_t mantissa = 0;
  int exponent = 0;
  bool operator==(const Dyadic&) const = default;
  /// KNAP_CHECKs that value is finite.
  static Dyadic from_double(double value);
  static Dyadic make(std::int64_t mantissa, int exponent);
  double to_double() const;
};

/// value = code * 2^-fraction_bits; fraction_bits may be negative or exceed width_bits; width_bits 0 = pruned
/// (always 0).
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

/// The code of `value`: rounded, then brought into range. Exact for every double / dyadic and width <= 63
/// bits.
std::int64_t quantize(Dyadic value, const Fixed& format, Rounding rounding, Overflow overflow);
std::int64_t quantize(double value, const Fixed& format, Rounding rounding, Overflow overflow);
/// Affine (scale > 0): code = overflow(round(value / scale) + zero_point), value / scale evaluated exactly as
/// a rational.
std::int64_t quantize(Dyadic value, const Affine& format, Rounding rounding, Overflow overflow);

/// round(code / 2^shift) for shift >= 0 (exact product by 2^-shift for shift < 0); KNAP_CHECKs overflow.
std::int64_t round_shift(std::int64_t code, int shift, Rounding rounding);
/// The same on a 128-bit numerator; KNAP_CHECKs that the result fits 64 bits.
std::int64_t round_shift(Int128 code, int shift, Rounding rounding);
/// round(numerator / denominator), denominator > 0.
std::int64_t round_divide(Int128 numerator, Int128 denominator, Rounding rounding);
/// The same without the limit of 64 bits on the result.
Int128 round_shift_wide(Int128 code, int shift, Rounding rounding);

/// `code` brought into the range of a `width_bits` code, 0..63, by `overflow`; it is the value after
/// rounding.
/// - SatSym: into symmetric_codes(); so -2^(w-1), which a two's complement code could hold, becomes
/// -(2^(w-1)-1).
/// - WrapSm (signed): the w low bits; all of them inverted when their sign bit differs from bit w, the lowest
/// dropped
///   bit (IEEE 1666-2011, 7.10.9.2, n_bits = 0). So the codes run up to the largest, back down, and never
///   jump: w = 3: 3 -> 3, 4 -> 3, 5 -> 2, 6 -> 1, 7 -> 0, 8 -> -1, ..., 11 -> -4, 12 -> -4, 13 -> -3; period
///   2^(w+1). AMD's ap_ufixed has no such mode (refused at run time there); here it is Wrap for unsigned
///   codes.
/// - a width of 0 bits gives 0.
std::int64_t apply_overflow(Int128 code, int width_bits, bool is_signed, Overflow overflow);

/// The exact value of a code.
Dyadic to_dyadic(std::int64_t code, const Fixed& format);
double to_double(std::int64_t code, const Fixed& format);

/// "fixed<8,3>" / "ufixed<8,3>" (width, integer bits incl. sign); affine: "affine<u8,M*2^E,zp>". Parsing
/// accepts what printing gives, with spaces around the numbers; widths 0..63, at most 1024 fraction bits
/// either way.
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

/// For described structs (core/text): formats are texts there, modes are names.
std::span<const std::string_view> enum_names(Rounding);
std::span<const std::string_view> enum_names(Overflow);
Result<void> parse_into(std::string_view text, Fixed& format);
Result<void> parse_into(std::string_view text, Encoding& encoding);

}  // namespace knap
