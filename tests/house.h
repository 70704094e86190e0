// The house rules of CONTRIBUTING.md that a program can check on the text of the sources.
#pragma once

#include <vector>

#include "tests/source_tree.h"

namespace knap::house {

inline constexpr int kMaxLines = 600;    ///< of a file
inline constexpr int kMaxColumns = 110;  ///< of a line, in code points
inline constexpr double kTestedShare = 0.8;

/// `long-file`, `long-line` (tables between "clang-format off" and "on" and raw strings apart), `mark` (an
/// unfinished mark without an issue number or ADR), `skip` (a test skipped for another reason than data or a
/// tool), `header` (no first comment line, no #pragma once, or using namespace in a header), `effect` (files,
/// threads, clock, environment, printing or the standard library's random distributions in a room that may
/// not have them).
std::vector<Finding> check_style(const SourceTree& tree);

/// `untested` when less than kTestedShare of the x.cc below src/ have an x_test.cc beside them (app/cli
/// apart).
std::vector<Finding> check_tested(const SourceTree& tree);

}  // namespace knap::house
