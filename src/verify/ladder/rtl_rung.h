// Rung 4: the emitted RTL in Verilator against the evaluator's streams.
#pragma once

#include <optional>
#include <vector>

#include "core/schema/report.h"
#include "eda/tool/tool.h"
#include "eda/verilator/verilator.h"
#include "verify/ladder/options.h"
#include "verify/ladder/rung.h"
#include "verify/ladder/streams.h"
#include "verify/ladder/testbench.h"

namespace knap::verify {

struct RtlRun {
  Rung rung;
  /// Latency and interval, where the design came to its steady state.
  std::optional<schema::LatencyInterval> measured;
  /// Per record the elements that the design gave without stalls; empty when beats are missing.
  std::vector<std::vector<std::int64_t>> outputs;
};

/// Writes the testbench of all records into `folder` and builds it with rtl/ as it lies there; returns the
/// program, which runs in `folder` with +records, +stalls and +seed. `log`: what the tools say.
Result<eda::Simulation> build_rtl(const Artefacts& artefacts, const Expected& expected,
                                  const std::filesystem::path& folder, const std::filesystem::path& log,
                                  eda::Toolbox& tools, const Watch& watch);

/// rtl/ as it lies there: all records without stalls, then some with stalls on both ends and a reset in
/// mid-inference, then perturbed records, then full buffers, which show the interval. When a tool fails, its
/// log is kept as verify/rtl.log.
Result<RtlRun> compare_rtl(const Artefacts& artefacts, const Expected& expected, const VerifyOptions& options,
                           eda::Toolbox& tools, const Watch& watch);

}  // namespace knap::verify
