#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/diagnostics.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

struct Range {
  double low = 0, high = 0;
};

template <class T>
Fixed whole_format() {
  return {std::numeric_limits<T>::is_signed, static_cast<int>(8 * sizeof(T)), 0};
}

template <class To, class From>
CodedSamples narrow(const std::vector<From>& items) {
  std::vector<To> out(items.begin(), items.end());
  return {share(std::move(out)), whole_format<To>()};
}

/// Whole numbers within `range` in the narrowest type.
template <class From>
std::optional<CodedSamples> narrowest(const std::vector<From>& items, Range range) {
  const auto fits = [&]<class To>(To) {
    return range.low >= static_cast<double>(std::numeric_limits<To>::min()) &&
           range.high <= static_cast<double>(std::numeric_limits<To>::max());
  };
  if (fits(std::uint8_t{})) return narrow<std::uint8_t>(items);
  if (fits(std::int8_t{})) return narrow<std::int8_t>(items);
  if (fits(std::int16_t{})) return narrow<std::int16_t>(items);
  if (fits(std::int32_t{})) return narrow<std::int32_t>(items);
  return std::nullopt;
}

template <class T>
Result<Range> range_of(const std::vector<T>& items, bool must_be_whole, const std::string& file) {
  Range range;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const double value = static_cast<double>(items[i]);
    if (!std::isfinite(value)) return Error(diag::kBadData, file, fmt::format("sample {} is not finite", i));
    if (must_be_whole && value != std::floor(value))
      return Error(
          diag::kBadData, file,
          fmt::format("sample {} is {}: set data.sample_format, such as \"fixed<16,8>\", to have real "
                      "samples rounded",
                      i, value));
    range.low = std::min(range.low, value);
    range.high = std::max(range.high, value);
  }
  return range;
}

template <class T>
CodedSamples quantized(const std::vector<T>& items, const Fixed& format) {
  std::vector<std::int32_t> codes(items.size());
  Range range;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::int64_t code =
        quantize(static_cast<double>(items[i]), format, Rounding::RndConv, Overflow::Sat);
    codes[i] = static_cast<std::int32_t>(code);
  }
  const Interval codes_range = format.codes();
  range = {static_cast<double>(codes_range.low), static_cast<double>(codes_range.high)};
  std::optional<CodedSamples> out = narrowest(codes, range);
  if (!out) out = CodedSamples{share(std::move(codes)), format};
  out->format = format;
  return *out;
}

}  // namespace

Result<CodedSamples> to_codes(Array array, const std::string& sample_format, const std::string& file) {
  if (!sample_format.empty()) {
    KNAP_ASSIGN(const Fixed format, parse_fixed(sample_format));
    if (format.width_bits > 31 + static_cast<int>(format.is_signed))
      return Error(diag::kWrongType, "data.sample_format", "more than 32 bits");
    return std::visit(
        [&](const auto& items) -> Result<CodedSamples> {
          KNAP_TRY(range_of(items, false, file));
          return quantized(items, format);
        },
        array.elements);
  }
  if (auto* u8 = std::get_if<std::vector<std::uint8_t>>(&array.elements))
    return CodedSamples{share(std::move(*u8)), whole_format<std::uint8_t>()};
  if (auto* i8 = std::get_if<std::vector<std::int8_t>>(&array.elements))
    return CodedSamples{share(std::move(*i8)), whole_format<std::int8_t>()};
  if (auto* i16 = std::get_if<std::vector<std::int16_t>>(&array.elements))
    return CodedSamples{share(std::move(*i16)), whole_format<std::int16_t>()};
  return std::visit(
      [&](const auto& items) -> Result<CodedSamples> {
        KNAP_ASSIGN(const Range range, range_of(items, true, file));
        std::optional<CodedSamples> out = narrowest(items, range);
        if (!out)
          return Error(diag::kBadData, file,
                       fmt::format("samples from {} to {} need more than 32 bits", range.low, range.high));
        return *std::move(out);
      },
      array.elements);
}

}  // namespace knap::data
