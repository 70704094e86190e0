// Constraint: a demand on one metric, "sensitivity >= 0.95", and what became of it.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace knap {

enum class Comparison { AtLeast, AtMost, Above, Below, Equal };

/// ">=", "<=", ">", "<", "=="
std::string_view to_string(Comparison comparison);
bool holds(double got, Comparison comparison, double bound);

/// `metric comparison bound`. The metric is a word such as sensitivity or lut, dotted where a device is
/// meant: "ecp5-25f.lut". The bound is a plain number, or one in per cent ("35 %" is 0.35).
struct Constraint {
  std::string metric;
  Comparison comparison = Comparison::AtLeast;
  double bound = 0;
  bool operator==(const Constraint&) const = default;
  bool is_met(double got) const { return holds(got, comparison, bound); }
};

std::string to_string(const Constraint& constraint);
/// kWrongType, `where` the text: what was expected and an example. "=>", "=<", "=" and the signs ≥ ≤ are
/// understood.
Result<Constraint> parse_constraint(std::string_view text);

}  // namespace knap
