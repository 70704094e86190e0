// size_fifos: FIFO depths that keep the interval at its bound, from executing the token
// schedules.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "map/spec/structure.h"

namespace knap::map {

/// Latency and interval of a structure, and why it cannot deadlock.
struct Prediction {
  std::int64_t latency_cycles = 0, interval_cycles = 0;
  std::string argument;  ///< deadlock freedom with its numbers (docs/streams.md), for the report
  bool operator==(const Prediction&) const = default;
};

/// Executes the token schedules. kImpossible when they deadlock, saying who waits for what.
Result<Prediction> predict(const Structure& structure);

/// Enough: as deep as they fill where nothing holds them back, known after a few executions; for what
/// compares plans. Least: one entry less in any FIFO raises the interval or deadlocks.
enum class FifoDepths { Enough, Least };

/// Returns `plan` with FIFOs chosen anew; Least begins with those that it has, if they are enough. The
/// interval is that of unbounded FIFOs. Why this is right and what it costs stands in fifos.cc.
Result<StreamPlan> size_fifos(const net::IntGraph& graph, StreamPlan plan, FifoDepths depths,
                              const Watch& watch);

}  // namespace knap::map
