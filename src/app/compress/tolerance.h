// Tolerance: what a compressed network may lose.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/goal/constraint.h"

namespace knap::app {

/// "2.5 %" (of what the dense network has), "0.025" (the same), "0.5 points", or a goal for the metric
/// itself.
struct Tolerance {
  enum class Kind { Relative, Points, Goal };
  Kind kind = Kind::Relative;
  double loss = 0;  ///< a fraction of the dense network's accuracy, or of 1
  Constraint goal;  ///< Kind::Goal
  std::string metric = "accuracy";

  /// What the metric must be, given the dense network's.
  Constraint wanted(double dense) const;
};

/// kWrongType at compress.tolerance: what is no number, negative, or no goal.
Result<Tolerance> parse_tolerance(const std::string& text);

}  // namespace knap::app
