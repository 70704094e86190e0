// testbench: SystemVerilog that drives a design with recorded inputs, stalls both ends, and compares every
// stream.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "verify/ladder/artefacts.h"
#include "verify/ladder/streams.h"

namespace knap::verify {

/// As the testbench numbers them. Long, Short: it resets the design once in mid-inference, holds the output
/// until every buffer is full (which may take more records than asked for), and then stalls both ends at
/// random, with long bursts or without. Filled: it holds the output until every buffer is full, then never
/// stalls, and runs as many records more as are asked for.
enum class Stalls { None, Long, Short, Filled };

/// Writes tb.sv and, per stream, the expected beats of all records into `folder`. The testbench takes the
/// plusargs +records=N +stalls=0..3 +seed=S and prints one line `STREAM index beats mismatches first_beat
/// is_stalled got want` per stream, then `DONE records outputs latency interval before cycles`. With +keep it
/// writes the output's beats to output.hex.
/// With +dump it writes the beats of each of `dumped`, by path, to <path>.hex.
Result<void> write_testbench(const Artefacts& artefacts, const Expected& expected,
                             const std::filesystem::path& folder, std::size_t records,
                             const std::vector<std::string>& dumped = {});

/// For testbenches of other shapes: what compares the stream `path`_valid, _ready, _data with
/// what lies in `file`, and what prints the results of all of them and ends.
std::string stream_monitor(std::size_t index, const std::string& path, std::int64_t width, std::int64_t beats,
                           std::size_t records, const std::string& file);
std::string testbench_ending(std::size_t streams);

/// What a run of the testbench printed.
struct RunResult {
  struct Stream {
    std::int64_t beats = 0, mismatches = 0, first_beat = -1;
    bool is_stalled = false;  ///< a beat has waited
    std::string got, want;
  };
  std::vector<Stream> streams;
  std::int64_t records = 0;  ///< that were run: more than asked for where stalls needed them
  std::int64_t outputs = 0, cycles = 0;
  std::optional<std::int64_t> latency_cycles;  ///< of the first inference, if one came out
  /// Between the starts of inferences, if the last ones show that the design is in its steady state.
  std::optional<std::int64_t> interval_cycles;
};
Result<RunResult> parse_run(const std::string& output, const std::string& where);

}  // namespace knap::verify
