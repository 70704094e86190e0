// Rung 2: the simulator of rtl/design.txt against the evaluator, stream by stream.
#pragma once

#include "verify/ladder/rung.h"
#include "verify/ladder/streams.h"

namespace knap::verify {

struct SimTiming {
  std::int64_t latency_cycles = -1, interval_cycles = -1;
};

/// Runs all records, in as many independent simulators as there are jobs; each starts with a stalled
/// inference.
Result<Rung> compare_simulator(const Artefacts& artefacts, const Expected& expected, SimTiming& timing,
                               const Watch& watch);

}  // namespace knap::verify
