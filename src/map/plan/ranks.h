// choose_ranks: the registers that a clock asks for.
#pragma once

#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "hw/device/device.h"
#include "map/spec/structure.h"

namespace knap::map {

/// Whether a walk may learn a cycle late that its rows are there (Ranks::rows).
enum class RowRanks { Allowed, None };

/// The fewest register ranks with which every layer reaches the period on the slowest of `families`, as far
/// as delays are known (hw/cost/delay); where a layer cannot reach it, the fewest that make it as fast as it
/// gets. The latency grows by a cycle for each rank on the way; the interval stays, but may grow by those of
/// rows.
Result<StreamPlan> choose_ranks(const net::IntGraph& graph, StreamPlan decisions, double period_ns,
                                const std::vector<hw::Family>& families, RowRanks rows, const Watch& watch);

}  // namespace knap::map
