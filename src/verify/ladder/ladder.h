// ladder: proves what lies in an output folder, rung by rung; calls no producer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/text/value.h"
#include "eda/tool/tool.h"
#include "verify/ladder/options.h"
#include "verify/ladder/streams.h"

namespace knap::verify {

struct Verdict {
  std::vector<Rung> rungs;
  std::int64_t mismatches = 0;
  std::int64_t predicted_latency = 0, predicted_interval = 0;
  std::int64_t measured_latency = -1, measured_interval = -1;  ///< by RTL simulation
  std::int64_t rtl_inputs = 0;
  double rtl_accuracy =
      0;  ///< share of the records through RTL whose class is the label; only meaningful without mismatches
  bool is_timing_equal() const {
    return predicted_latency == measured_latency && predicted_interval == measured_interval;
  }
  bool passed() const { return mismatches == 0 && is_timing_equal(); }
};

Result<Verdict> verify_folder(const std::filesystem::path& folder, const VerifyOptions& options,
                              eda::Toolbox& tools, Watch& watch);

/// report.json's `verify` section, with `passed` and, when timing differs, `timing`.
Value to_value(const Verdict& verdict);
/// One line per mismatching rung: layer, record, beat.
std::vector<Diagnostic> complaints(const Verdict& verdict);

}  // namespace knap::verify
