#include "app/compress/tolerance.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/base/diagnostics.h"

namespace knap::app {
namespace {

constexpr const char* kKey = "compress.tolerance";

Error wrong(const std::string& text) {
  return Error(
      diag::kWrongType, kKey,
      fmt::format("'{}' is no tolerance: a number from 0 to 100 as in \"2.5 %\" (of the dense network's "
                  "accuracy) or \"0.5 points\", or a goal as in \"accuracy >= 0.9\"",
                  text));
}

/// The number that a text begins with, and what follows it without blanks.
std::optional<double> leading_number(std::string_view text, std::string_view& rest) {
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || !std::isfinite(number)) return {};
  rest = text.substr(static_cast<std::size_t>(end - text.data()));
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  return number;
}

}  // namespace

Constraint Tolerance::wanted(double dense) const {
  switch (kind) {
    case Kind::Relative:
      return {metric, Comparison::AtLeast, dense * (1 - loss)};
    case Kind::Points:
      return {metric, Comparison::AtLeast, dense - loss};
    case Kind::Goal:
      return goal;
  }
  return goal;
}

Result<Tolerance> parse_tolerance(const std::string& text) {
  Tolerance tolerance;
  std::string_view unit;
  const std::optional<double> number = leading_number(text, unit);
  if (!number) {
    const Result<Constraint> goal = parse_constraint(text);
    if (!goal.ok()) return wrong(text);
    tolerance.kind = Tolerance::Kind::Goal;
    tolerance.goal = *goal;
    tolerance.metric = goal->metric;
    return tolerance;
  }
  if (unit.size() > 1 && unit.back() == 's') unit.remove_suffix(1);
  if (unit == "point")
    tolerance.kind = Tolerance::Kind::Points;
  else if (unit != "%" && !unit.empty())
    return wrong(text);
  tolerance.loss = unit.empty() ? *number : *number / 100;
  if (tolerance.loss < 0 || tolerance.loss > 1) return wrong(text);
  return tolerance;
}

}  // namespace knap::app
