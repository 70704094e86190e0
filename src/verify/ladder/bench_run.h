// Runs of a built testbench, and what they say about a rung.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "verify/ladder/artefacts.h"
#include "verify/ladder/rung.h"
#include "verify/ladder/testbench.h"

namespace knap::verify {

/// A built testbench, where it runs and where its tools speak to.
struct Bench {
  std::filesystem::path program, folder, log;
  bool is_dumping = false;  ///< +dump
};

void note_memory(double peak_mb, Rung& rung);

Result<RunResult> simulate(const Bench& bench, std::int64_t records, Stalls stalls, std::uint64_t seed,
                           Rung& rung, const Watch& watch);
/// `count` perturbed records through a program that was built in the bench's folder, in a folder of theirs.
Result<RunResult> simulate_perturbed(const Artefacts& artefacts, const Bench& bench, std::int64_t count,
                                     Stalls stalls, std::uint64_t seed, const std::string& what, Rung& rung,
                                     const Watch& watch);
inline std::filesystem::path perturbed_folder(const Bench& bench) { return bench.folder / "perturbed"; }

/// Adds one stream of a run of `records` records to the rung. `stored`: records that the testbench has, after
/// which the first comes again.
void add_stream(const Artefacts& artefacts, const RunResult::Stream& stream, std::int64_t per_record,
                std::int64_t records, std::size_t stored, const std::string& layer, const std::string& what,
                Rung& rung);
/// Adds a run's streams to the rung; the design's own output is the last stream.
void add_run(const Artefacts& artefacts, const RunResult& run, std::size_t stored, const std::string& what,
             Rung& rung);
/// "3 of 5 streams were stalled".
std::string stalled_streams(const RunResult& run);

}  // namespace knap::verify
