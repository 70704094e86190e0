#include "core/goal/constraint.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

struct Spelling {
  std::string_view sign;
  Comparison comparison;
};

/// Longer signs before their beginnings. The first of each comparison is the one that is printed.
constexpr std::array<Spelling, 11> kSpellings{{{">=", Comparison::AtLeast},
                                               {"<=", Comparison::AtMost},
                                               {"==", Comparison::Equal},
                                               {"=>", Comparison::AtLeast},
                                               {"=<", Comparison::AtMost},
                                               {"\xE2\x89\xA5", Comparison::AtLeast},
                                               {"\xE2\x89\xA4", Comparison::AtMost},
                                               {">", Comparison::Above},
                                               {"<", Comparison::Below},
                                               {"=", Comparison::Equal},
                                               {"", Comparison::Equal}}};

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool is_metric(std::string_view text) {
  for (const char c : text) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!is_letter && !(c >= '0' && c <= '9') && c != '.' && c != '-') return false;
  }
  return !text.empty();
}

Error bad(std::string_view text, std::string_view what) {
  return Error(
      diag::kWrongType, std::string(text),
      fmt::format("{}; expected a metric, one of >= <= > < == and a number, as in \"sensitivity >= 0.95\"",
                  what));
}

}  // namespace

std::string_view to_string(Comparison comparison) {
  for (const Spelling& spelling : kSpellings)
    if (spelling.comparison == comparison) return spelling.sign;
  return "";
}

bool holds(double got, Comparison comparison, double bound) {
  switch (comparison) {  // false for NaN: what could not be measured is not met
    case Comparison::AtLeast:
      return got >= bound;
    case Comparison::AtMost:
      return got <= bound;
    case Comparison::Above:
      return got > bound;
    case Comparison::Below:
      return got < bound;
    case Comparison::Equal:
      return got == bound;
  }
  return false;
}

std::string to_string(const Constraint& constraint) {
  return fmt::format("{} {} {}", constraint.metric, to_string(constraint.comparison), constraint.bound);
}

Result<Constraint> parse_constraint(std::string_view text) {
  const std::size_t at = text.find_first_of("<>=\xE2");
  if (at == std::string_view::npos) return bad(text, "no comparison");
  Constraint constraint;
  constraint.metric = trim(text.substr(0, at));
  if (!is_metric(constraint.metric)) return bad(text, "no metric before the comparison");
  std::string_view left = text.substr(at);
  for (const Spelling& spelling : kSpellings)
    if (left.starts_with(spelling.sign)) {
      if (spelling.sign.empty()) return bad(text, "no comparison");
      constraint.comparison = spelling.comparison;
      left = trim(left.substr(spelling.sign.size()));
      break;
    }
  const char* end = left.data() + left.size();
  const auto parsed = std::from_chars(left.data(), end, constraint.bound);
  if (parsed.ec != std::errc{} || !std::isfinite(constraint.bound))
    return bad(text, "no number after the comparison");
  const std::string_view rest =
      trim(std::string_view(parsed.ptr, static_cast<std::size_t>(end - parsed.ptr)));
  if (rest == "%") {
    constraint.bound /= 100;
  } else if (!rest.empty()) {
    return bad(text, fmt::format("\"{}\" after the number", rest));
  }
  return constraint;
}

}  // namespace knap
