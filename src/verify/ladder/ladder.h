// ladder: proves what lies in an output folder, rung by rung; calls no producer.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/schema/report.h"
#include "eda/tool/tool.h"
#include "verify/ladder/options.h"
#include "verify/ladder/rung.h"

namespace knap::verify {

struct Verdict {
  std::vector<Rung> rungs;
  std::int64_t mismatches = 0;
  /// Of the interface, and of RTL simulation; the latter is absent where the design did not come to a steady
  /// state, which proves nothing against it.
  schema::Cycles cycles;
  std::int64_t rtl_inputs = 0;
  /// Shares of the records through RTL whose class is the label: by the beats that the RTL gave (absent when
  /// beats were missing), and by the evaluator. Both absent when no classes were given.
  std::optional<double> rtl_accuracy, integer_accuracy;
  std::vector<eda::ToolInfo> tools;  ///< that were called
};

/// `classes`: names in the order of the network's outputs; empty: nothing is said of classes and accuracy.
/// Every mistake of a file is kBadArtefact or kMissingStage at that file, found before a tool is called where
/// that is possible.
Result<Verdict> verify_folder(const std::filesystem::path& folder, const std::vector<std::string>& classes,
                              const VerifyOptions& options, eda::Toolbox& tools, Watch& watch);

/// verify/result.json.
schema::Verify to_section(const Verdict& verdict);
/// One line per mismatching rung (layer, record, beat), and one when the measured cycles are not the
/// predicted ones. From what reports and records keep, so that a failure can be told again.
std::vector<Diagnostic> complaints(const schema::Verify& section, const schema::Cycles& cycles);

}  // namespace knap::verify
