// testbench: SystemVerilog that drives a design with recorded inputs, stalls both ends, and compares every
// stream.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "verify/ladder/artefacts.h"
#include "verify/ladder/streams.h"

namespace knap::verify {

/// Writes tb.sv and, per stream, the expected beats of all records into `folder`. The testbench takes the
/// plusargs +records=N +stalls=0|1 +seed=S and prints one line `STREAM index beats mismatches first_beat got
/// want` per stream, then `DONE outputs latency interval cycles` or `STUCK ...`. With stalls it also resets
/// the design once in mid-inference.
Result<void> write_testbench(const Artefacts& artefacts, const Expected& expected,
                             const std::filesystem::path& folder, std::size_t records);

/// What a run of the testbench printed.
struct RunResult {
  struct Stream {
    std::int64_t beats = 0, mismatches = 0, first_beat = -1;
    std::string got, want;
  };
  std::vector<Stream> streams;
  std::int64_t outputs = 0, latency_cycles = -1, interval_cycles = -1, cycles = 0;
  bool is_stuck = false;
};
Result<RunResult> parse_run(const std::string& output, const std::string& where);

}  // namespace knap::verify
