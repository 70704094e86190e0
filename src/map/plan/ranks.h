// choose_ranks: the registers that a clock asks for, and the fastest clock that any of them reach.
#pragma once

#include <optional>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "map/plan/layer_delays.h"
#include "map/spec/structure.h"

namespace knap::map {

/// Whether a walk may learn a cycle late that its rows are there (Ranks::rows).
enum class RowRanks { Allowed, None };

/// The fewest register ranks with which every layer reaches the period on the slowest family, as far as
/// delays are known; where a layer cannot reach it, the fewest that make it as fast as it gets. The latency
/// grows by a cycle for each rank on the way; the interval stays, but may grow by those of rows. A function
/// of formats, not of weights (map/spec/declared).
Result<StreamPlan> choose_ranks(const net::IntGraph& graph, StreamPlan decisions, double period_ns,
                                LayerDelays& delays, RowRanks rows, const Watch& watch);

/// A plan of another network with the same layers, as far as this one has places for it: pruning takes levels
/// of sums, and training changes how a layer requantises.
Result<Regions> with_fitting_ranks(const net::IntGraph& graph, Regions regions);

/// What the slowest stage reaches with all its ranks.
struct FastestClock {
  double mhz = 0;        ///< by the delay model
  double limit_mhz = 0;  ///< nothing faster is asked for: the model is no more exact than that
  hw::Family family = hw::Family::Ecp5;  ///< that bounds it
  std::string stage;                     ///< likewise
};
/// Of a folding, FIFOs included; nothing where no delays are known.
Result<std::optional<FastestClock>> fastest_clock(const net::IntGraph& graph, const StreamPlan& decisions,
                                                  LayerDelays& delays, const Watch& watch);

}  // namespace knap::map
