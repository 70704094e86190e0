// run_case: plays one *.flow file against the program and says what did not hold.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace knap::flow {

struct RunnerOptions {
  std::filesystem::path program;  ///< knap
  std::filesystem::path base;     ///< the prepared folder that `base` copies
  std::filesystem::path keep;     ///< the case's folder, made anew and kept; empty: a temporary one
};

/// `name` begins every finding: "NAME:LINE: STEP: what was there instead", then what the command printed.
struct CaseResult {
  std::vector<std::string> findings;
  std::string skipped;  ///< why; empty when it ran
};

/// Plays the steps in order, goes on after an expectation that does not hold, and stops at a mistake in the
/// case itself, which is a finding, too.
CaseResult run_case(const std::string& name, std::string_view text, const RunnerOptions& options);

}  // namespace knap::flow
