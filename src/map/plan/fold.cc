#include "map/plan/fold.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/base/diagnostics.h"
#include "map/plan/hard_blocks.h"
#include "map/plan/memories.h"

namespace knap::map {
namespace {

/// Memories by size, once the folding is known.
Decision with_memories(const net::IntGraph& graph, const Layer& layer, Decision decision,
                       const FoldOptions& options) {
  const LayerBlocks blocks = blocks_of(graph, layer, decision);
  if (blocks.product_bits == 0) return decision;
  decision.multiplier = options.multiplier;
  decision.weights = memory_for(blocks.weights.bits, blocks.weights.words);
  if (blocks.window.bits > 0) decision.window = memory_for(blocks.window.bits, blocks.window.words);
  return decision;
}

/// The folding with the fewest multipliers that takes at most `interval` cycles behind a stream of `lanes`.
/// Several taps at a time only where one does not do: the window of all taps has memories and registers
/// that the walk from tap to tap does without.
std::optional<Decision> cheapest(const net::IntGraph& graph, const Layer& layer, std::int64_t lanes,
                                 std::int64_t interval) {
  const Folding legal = legal_folding(graph, layer);
  std::optional<Decision> best;
  std::tuple<std::int64_t, bool, std::int64_t> best_cost;
  for (const std::int64_t taps : legal.taps) {
    for (const std::int64_t pe : legal.pe) {
      for (const std::int64_t simd : legal.simd) {
        Decision decision;
        decision.pe = pe;
        decision.simd = simd;
        decision.taps = taps;
        const std::int64_t in = legal.simd.size() > 1 ? simd : pe;
        // Of equal multipliers: no width conversion, then many outputs at once (they replay no input).
        const std::tuple cost{pe * simd * taps, in != lanes, -pe};
        if (best && cost >= best_cost) continue;
        if (cycles(graph, layer, decision) > interval) continue;
        best = decision;
        best_cost = cost;
      }
    }
    if (best && taps == 1) break;
  }
  return best;
}

}  // namespace

std::int64_t min_interval(const net::IntGraph& graph) {
  std::int64_t interval = 1;
  for (const Layer& layer : layers_of(graph)) {
    interval = std::max(interval, cycles(graph, layer, legal_folding(graph, layer).most_parallel()));
  }
  return interval;
}

Result<StreamPlan> fold(const net::IntGraph& graph, const FoldOptions& options) {
  StreamPlan decisions;
  std::int64_t lanes = 1;  // of the stream that arrives
  for (const Layer& layer : layers_of(graph)) {
    const std::optional<Decision> best = cheapest(graph, layer, lanes, options.interval_cycles);
    if (!best)
      return Error(diag::kImpossible, layer.name,
                   fmt::format("no folding takes at most {} cycles; the smallest interval of this network in "
                               "stream style is {}",
                               options.interval_cycles, min_interval(graph)));
    lanes = best->pe;
    decisions.layers[layer.name] = with_memories(graph, layer, *best, options);
  }
  return decisions;
}

}  // namespace knap::map
