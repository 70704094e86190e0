// fold: chooses PE, SIMD, multipliers and memories of every layer for a target interval.
#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "map/plan/outline.h"
#include "map/spec/structure.h"

namespace knap::map {

struct FoldOptions {
  std::int64_t interval_cycles = 0;  ///< every layer takes at most this many cycles per inference
  hw::MultiplierStyle multiplier = hw::MultiplierStyle::Lut;
  std::int64_t in_lanes = 1;  ///< of the network's input
  bool all_block = false;     ///< every memory of a layer with weights in blocks, however small
  /// Of a layer that cannot keep interval_cycles, its fastest folding; of 0 cycles, the one with most taps.
  bool takes_fastest = false;
};

/// For each layer the cheapest legal folding (fewest multipliers, then fewest width conversions) whose cycles
/// fit the target (balanced stages; HALF, arXiv 2106.14771); where a layer has wishes, of those that they
/// allow. kImpossible names the layer and the smallest interval that can be reached (Outline::min_interval).
Result<StreamPlan> fold(const net::IntGraph& graph, const Outline& outline, const FoldOptions& options);

}  // namespace knap::map
