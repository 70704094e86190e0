// hard_blocks: hard multipliers and block memories in place of lookup tables, as far as the budget goes.
#pragma once

#include <functional>
#include <vector>

#include "core/base/result.h"
#include "hw/device/device.h"
#include "map/plan/outline.h"
#include "map/spec/structure.h"

namespace knap::map {

/// Estimated use of each resource as a fraction of what a device has, the greatest over all devices.
using Shares = std::function<hw::Resources(const Structure&)>;

/// What a weighted layer multiplies at a time, and the memories that it holds; 0 bits = no such memory.
struct LayerBlocks {
  struct Memory {
    std::int64_t bits = 0, words = 0;
  };
  std::int64_t product_bits = 0;  ///< multipliers times the weights' width
  Memory weights, window;
};
/// All zero for layers without weights.
LayerBlocks blocks_of(const net::IntGraph& graph, const Layer& layer, const Decision& decision);

/// Hard multipliers for the layers with the largest products, one after the other, where the share of DSPs
/// stays within `max_share`; where a layer wishes for one kind, it keeps that.
Result<StreamPlan> use_dsps(const net::IntGraph& graph, const Outline& outline, StreamPlan decisions,
                            double max_share, const Shares& shares, const std::vector<hw::Family>& families);
/// Two products in a block for every layer of DSPs where they fit into one block of each family.
StreamPlan pair_products(const net::IntGraph& graph, StreamPlan decisions,
                         const std::vector<hw::Family>& families);
/// Block memories for the largest of those that lie in lookup tables, where the share of block memory stays
/// within `max_share`. Memories of few words stay, for one row of distributed memory costs next to nothing;
/// and those for which a layer has a wish.
Result<StreamPlan> use_block_memories(const net::IntGraph& graph, const Outline& outline,
                                      StreamPlan decisions, double max_share, const Shares& shares);

}  // namespace knap::map
