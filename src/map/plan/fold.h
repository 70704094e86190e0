// fold: chooses PE, SIMD, multipliers and memories of every layer for a target interval.
#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "map/spec/structure.h"

namespace knap::map {

struct FoldOptions {
  std::int64_t interval_cycles = 0;  ///< every layer takes at most this many cycles per inference
  hw::MultiplierStyle multiplier = hw::MultiplierStyle::Lut;
};

/// For each layer the cheapest legal folding (fewest multipliers, then fewest width conversions) whose cycles
/// fit the target (balanced stages; HALF, arXiv 2106.14771). kImpossible names the layer and the smallest
/// interval that can be reached.
Result<StreamPlan> fold(const net::IntGraph& graph, const FoldOptions& options);

/// Cycles of the slowest layer when everything is parallel: the smallest target that fold accepts.
std::int64_t min_interval(const net::IntGraph& graph);

}  // namespace knap::map
