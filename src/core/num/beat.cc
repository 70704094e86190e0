#include "core/num/beat.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"
#include "core/base/diagnostics.h"

namespace knap {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

/// 0 to 15, or -1.
int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string beat_hex(std::span<const std::int64_t> lanes, int width_bits) {
  KNAP_CHECK(width_bits >= 1 && width_bits <= 64, "a lane has 1 to 64 bits");
  const std::size_t width = static_cast<std::size_t>(width_bits), bits = lanes.size() * width;
  std::string text((bits + 3) / 4, '0');
  for (std::size_t digit = 0; digit < text.size(); ++digit) {
    unsigned value = 0;
    for (std::size_t bit = 4 * digit; bit < std::min(4 * digit + 4, bits); ++bit)
      value |= static_cast<unsigned>(static_cast<std::uint64_t>(lanes[bit / width]) >> bit % width & 1U)
               << bit % 4;
    text[text.size() - 1 - digit] = kDigits[value];
  }
  return text;
}

Result<std::vector<std::int64_t>> parse_beat(std::string_view hex, std::int64_t lanes, int width_bits,
                                             bool is_signed, const std::string& where) {
  KNAP_CHECK(lanes >= 0 && width_bits >= 1 && width_bits <= 64, "a lane has 1 to 64 bits");
  KNAP_ASSIGN(const std::string digits, plain_hex(hex, where));
  const std::size_t width = static_cast<std::size_t>(width_bits);
  std::vector<std::uint64_t> codes(static_cast<std::size_t>(lanes));
  for (std::size_t bit = 0; bit < 4 * digits.size(); ++bit) {
    const int digit = digit_value(digits[digits.size() - 1 - bit / 4]);
    if ((digit >> bit % 4 & 1) == 0) continue;
    if (bit / width >= codes.size())
      return Error(diag::kBadArtefact, where,
                   fmt::format("'{}' is wider than a beat of {} x {} bits", hex, lanes, width_bits));
    codes[bit / width] |= std::uint64_t{1} << bit % width;
  }
  std::vector<std::int64_t> values;
  for (std::uint64_t code : codes) {
    if (is_signed && width < 64 && (code >> (width - 1) & 1U) != 0) code |= ~std::uint64_t{0} << width;
    values.push_back(static_cast<std::int64_t>(code));
  }
  return values;
}

std::string print_beats(std::span<const std::int64_t> elements, std::int64_t lanes, int width_bits) {
  const auto count = static_cast<std::size_t>(lanes);
  KNAP_CHECK(count > 0 && elements.size() % count == 0, "whole beats");
  std::string text;
  for (std::size_t at = 0; at < elements.size(); at += count)
    text += beat_hex(elements.subspan(at, count), width_bits) + "\n";
  return text;
}

Result<std::vector<std::vector<std::int64_t>>> parse_beats(std::string_view text, std::int64_t beats,
                                                           std::int64_t lanes, int width_bits, bool is_signed,
                                                           const std::string& where) {
  KNAP_CHECK(beats > 0, "a record has beats");
  std::vector<std::vector<std::int64_t>> records;
  std::int64_t found = 0;
  std::size_t line = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view hex = text.substr(at, end - at);
    at = end + 1;
    ++line;
    while (!hex.empty() && (hex.back() == '\r' || hex.back() == ' ')) hex.remove_suffix(1);
    if (hex.empty()) continue;
    KNAP_ASSIGN(const std::vector<std::int64_t> beat,
                parse_beat(hex, lanes, width_bits, is_signed, fmt::format("{}:{}", where, line)));
    if (found++ % beats == 0) records.emplace_back();
    records.back().insert(records.back().end(), beat.begin(), beat.end());
  }
  if (found % beats != 0)
    return Error(diag::kBadArtefact, where,
                 fmt::format("has {} beats, which is no multiple of {} per inference", found, beats));
  return records;
}

Result<std::string> plain_hex(std::string_view hex, const std::string& where) {
  std::string text;
  for (const char c : hex) {
    const int value = digit_value(c);
    if (value < 0)
      return Error(diag::kBadArtefact, where, fmt::format("'{}' is not a hexadecimal beat", hex));
    if (value != 0 || !text.empty()) text += kDigits[static_cast<std::size_t>(value)];
  }
  if (hex.empty()) return Error(diag::kBadArtefact, where, "there is no beat");
  return text.empty() ? "0" : text;
}

}  // namespace knap
