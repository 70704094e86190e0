// target(): how a benchmark states a figure of the table that `./dev bench` prints.
#pragma once

#include <fmt/core.h>

#include <string_view>

namespace knap::bench {

/// Prints one row: what was measured, the bar, the figure, and whether it is met. All with their units; no
/// '|' in them.
inline bool target(std::string_view what, std::string_view wanted, std::string_view measured, bool met) {
  fmt::print("target: {} | {} | {} | {}\n", what, wanted, measured, met ? "met" : "MISSED");
  return met;
}

}  // namespace knap::bench
