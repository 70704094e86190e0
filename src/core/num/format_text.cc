// The text forms of format.h.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "core/base/diagnostics.h"
#include "core/base/match.h"
#include "core/num/format.h"

namespace knap {
namespace {

template <class T>
bool parse_number(std::string_view& text, T& number) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  while (text.starts_with(' ')) text.remove_prefix(1);
  return true;
}

bool skip(std::string_view& text, std::string_view wanted) {
  if (!text.starts_with(wanted)) return false;
  text.remove_prefix(wanted.size());
  return true;
}

constexpr int kMaxFraction = 1024;

Error bad_format(std::string_view text) {
  return Error(
      diag::kWrongType, std::string(text),
      fmt::format("not a number format: expected fixed<W,I>, ufixed<W,I> or affine<u8,M*2^E,Z> with at most "
                  "{} bits, as in fixed<8,3>",
                  kMaxWidth));
}

std::optional<Affine> parse_affine(std::string_view text) {
  Affine format;
  std::int64_t mantissa = 0;
  int exponent = 0;
  if (!skip(text, "affine<")) return {};
  format.is_signed = text.starts_with('s');
  if (!skip(text, "s") && !skip(text, "u")) return {};
  if (!parse_number(text, format.width_bits) || !skip(text, ",")) return {};
  if (!parse_number(text, mantissa) || !skip(text, "*2^") || !parse_number(text, exponent)) return {};
  if (!skip(text, ",") || !parse_number(text, format.zero_point) || text != ">") return {};
  if (format.width_bits < 0 || format.width_bits > kMaxWidth || mantissa <= 0) return {};
  if (exponent < -kMaxFraction || exponent > kMaxFraction) return {};
  format.scale = Dyadic::make(mantissa, exponent);
  return format;
}

constexpr std::array<std::string_view, 7> kRoundingNames = {"RND",      "RND_ZERO", "RND_MIN_INF", "RND_INF",
                                                            "RND_CONV", "TRN",      "TRN_ZERO"};
constexpr std::array<std::string_view, 5> kOverflowNames = {"SAT", "SAT_ZERO", "SAT_SYM", "WRAP", "WRAP_SM"};

template <class Enum, std::size_t size>
Result<Enum> parse_name(std::string_view text, const std::array<std::string_view, size>& names,
                        const char* what) {
  for (std::size_t i = 0; i < size; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  std::string list;
  for (const std::string_view name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  return Error(diag::kUnknownName, std::string(text), fmt::format("unknown {} mode; one of {}", what, list));
}

}  // namespace

std::string to_string(const Fixed& format) {
  return fmt::format("{}fixed<{},{}>", format.is_signed ? "" : "u", format.width_bits, format.integer_bits());
}

std::string to_string(const Affine& format) {
  return fmt::format("affine<{}{},{}*2^{},{}>", format.is_signed ? "s" : "u", format.width_bits,
                     format.scale.mantissa, format.scale.exponent, format.zero_point);
}

std::string to_string(const Encoding& encoding) {
  return match(encoding, [](const auto& format) { return to_string(format); });
}

Result<Fixed> parse_fixed(std::string_view text) {
  std::string_view left = text;
  Fixed format;
  int integer_bits = 0;
  format.is_signed = !skip(left, "u");
  if (!skip(left, "fixed<") || !parse_number(left, format.width_bits) || !skip(left, ",") ||
      !parse_number(left, integer_bits) || left != ">")
    return bad_format(text);
  if (format.width_bits < 0 || format.width_bits > kMaxWidth) return bad_format(text);
  if (integer_bits < -kMaxFraction || integer_bits > kMaxFraction) return bad_format(text);
  format.fraction_bits = format.width_bits - integer_bits;
  return format;
}

Result<Encoding> parse_encoding(std::string_view text) {
  if (text.starts_with("affine")) {
    if (const std::optional<Affine> format = parse_affine(text)) return Encoding(*format);
    return bad_format(text);
  }
  KNAP_ASSIGN(const Fixed format, parse_fixed(text));
  return Encoding(format);
}

std::string_view to_string(Rounding rounding) { return kRoundingNames[static_cast<std::size_t>(rounding)]; }
std::string_view to_string(Overflow overflow) { return kOverflowNames[static_cast<std::size_t>(overflow)]; }

Result<Rounding> parse_rounding(std::string_view text) {
  return parse_name<Rounding>(text, kRoundingNames, "rounding");
}
Result<Overflow> parse_overflow(std::string_view text) {
  return parse_name<Overflow>(text, kOverflowNames, "overflow");
}

std::span<const std::string_view> enum_names(Rounding) { return kRoundingNames; }
std::span<const std::string_view> enum_names(Overflow) { return kOverflowNames; }

Result<void> parse_into(std::string_view text, Fixed& format) {
  KNAP_ASSIGN(format, parse_fixed(text));
  return {};
}

Result<void> parse_into(std::string_view text, Encoding& encoding) {
  KNAP_ASSIGN(encoding, parse_encoding(text));
  return {};
}

}  // namespace knap
