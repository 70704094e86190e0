#include "map/plan/fold.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/base/diagnostics.h"
#include "map/plan/hard_blocks.h"
#include "map/plan/memories.h"

namespace knap::map {
namespace {

/// Memories by size, once the folding is known, and what is wished for.
Decision with_memories(const net::IntGraph& graph, const Outline::Row& row, Decision decision,
                       const FoldOptions& options) {
  if (const LayerBlocks blocks = blocks_of(graph, row.layer, decision); blocks.product_bits > 0) {
    const auto memory = [&](const LayerBlocks::Memory& m) {
      return options.all_block && m.words > 1 ? hw::MemoryStyle::Block : memory_for(m.bits, m.words);
    };
    decision.multiplier = options.multiplier;
    decision.weights = memory(blocks.weights);
    if (blocks.window.bits > 0) decision.window = memory(blocks.window);
  }
  decision.multiplier = row.wish.multiplier.value_or(decision.multiplier);
  decision.weights = row.wish.weights.value_or(decision.weights);
  decision.window = row.wish.window.value_or(decision.window);
  return decision;
}

/// The folding with the fewest multipliers that takes at most `interval` cycles behind a stream of `lanes`.
/// Several taps at a time only where one does not do: the window of all taps has memories and registers
/// that the walk from tap to tap does without. Or all taps first, where nothing is to wait for rows.
std::optional<Decision> cheapest(const Outline::Row& row, std::int64_t lanes, std::int64_t interval,
                                 bool wants_taps) {
  std::optional<Decision> best;
  std::tuple<std::int64_t, std::int64_t, bool, std::int64_t> best_cost;
  for (const auto& [decision, cycles, in_lanes] : row.choices) {
    if (!wants_taps && best && best->taps == 1 && decision.taps > 1) break;
    // Of equal multipliers: no width conversion, then many outputs at once (they replay no input).
    const std::tuple cost{wants_taps ? -decision.taps : 0, decision.pe * decision.simd * decision.taps,
                          in_lanes != lanes, -decision.pe};
    if (cycles > interval || (best && cost >= best_cost)) continue;
    best = decision;
    best_cost = cost;
  }
  return best;
}

Error too_short(const Outline::Row& row, const Outline& outline, std::int64_t interval) {
  if (row.wish.is_of_folding() && row.fastest_cycles > interval)
    return Error(
        diag::kImpossible, "plan.layer." + row.layer.name,
        fmt::format("no folding that is wished for here takes at most {} cycles; the fastest takes {}",
                    interval, row.fastest_cycles));
  return Error(diag::kImpossible, row.layer.name,
               fmt::format("no folding takes at most {} cycles; the smallest interval of this network in "
                           "stream style is {}",
                           interval, outline.min_interval()));
}

}  // namespace

Result<StreamPlan> fold(const net::IntGraph& graph, const Outline& outline, const FoldOptions& options) {
  StreamPlan decisions;
  decisions.samples_per_beat = options.in_lanes;
  std::int64_t lanes = options.in_lanes;  // of the stream that arrives
  for (const Outline::Row& row : outline.layers) {
    const std::int64_t interval = options.takes_fastest
                                      ? std::max(options.interval_cycles, row.fastest_cycles)
                                      : options.interval_cycles;
    const std::optional<Decision> best =
        cheapest(row, lanes, interval, options.takes_fastest && options.interval_cycles == 0);
    if (!best) return too_short(row, outline, options.interval_cycles);
    lanes = best->pe;
    decisions.layers[row.layer.name] = with_memories(graph, row, *best, options);
  }
  return decisions;
}

}  // namespace knap::map
