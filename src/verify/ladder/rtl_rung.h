// Rungs 4 and 5: the emitted RTL, and every netlist, in Verilator against the evaluator's streams.
#pragma once

#include "eda/tool/tool.h"
#include "verify/ladder/options.h"
#include "verify/ladder/streams.h"
#include "verify/ladder/testbench.h"

namespace knap::verify {

struct RtlRun {
  Rung rung;
  std::int64_t latency_cycles = -1, interval_cycles = -1;
};

/// Writes the testbench of all records into `folder` and builds it with rtl/ as it lies there; returns the
/// program, which runs in `folder` with +records, +stalls and +seed.
Result<std::filesystem::path> build_rtl(const Artefacts& artefacts, const Expected& expected,
                                        const std::filesystem::path& folder, eda::Toolbox& tools,
                                        const Watch& watch);

/// rtl/ as it lies there: all records without stalls, then some with stalls on both ends and a reset in
/// mid-inference, then perturbed records.
Result<RtlRun> compare_rtl(const Artefacts& artefacts, const Expected& expected, const VerifyOptions& options,
                           eda::Toolbox& tools, const Watch& watch);

/// One device's netlist.json: a few records without stalls, the same perturbed with stalls.
Result<Rung> compare_netlist(const Artefacts& artefacts, const Expected& expected, const Netlist& netlist,
                             const VerifyOptions& options, eda::Toolbox& tools, const Watch& watch);

}  // namespace knap::verify
