#include "map/plan/ranks.h"

#include <algorithm>
#include <array>

#include "map/spec/declared.h"

namespace knap::map {
namespace {

/// What placement adds to a prediction on average is part of it; what it adds to the worst of a design's many
/// paths is not.
constexpr double kMargin = 0.95;
/// A design may be placed faster than predicted by this much: the bound of the model's error that is aimed at
/// (`bench_timing` prints what it is).
constexpr double kDoubt = 1.25;
/// As fast as it gets: within this of the fastest.
constexpr double kAlike = 1.005;

/// A rank, and how many of it are not given up at its turn.
struct Turn {
  std::int64_t hw::Ranks::*rank;
  std::int64_t least = 0;
};
/// In the order in which they are given up: the most flip-flops first. Behind memories the first register is
/// that of the block, the second is not.
constexpr std::array<Turn, 8> kTurns = {{{&hw::Ranks::memory, 1},
                                         {&hw::Ranks::product},
                                         {&hw::Ranks::sum},
                                         {&hw::Ranks::operand},
                                         {&hw::Ranks::memory},
                                         {&hw::Ranks::address},
                                         {&hw::Ranks::requantise},
                                         {&hw::Ranks::rows}}};

/// All that there are, less one after the other that the period, or the fastest, does without. Not the
/// smallest set of all, but none of it can be left out. `ns`: the slowest path with ranks.
template <class F>
hw::Ranks fewest(const F& ns, const hw::Ranks& most, double period_ns) {
  if (ns(hw::Ranks{}) <= period_ns) return {};
  const double limit = std::max(period_ns, ns(most) * kAlike);
  hw::Ranks chosen = most;
  for (const auto& [rank, least] : kTurns)
    while (chosen.*rank > least) {
      hw::Ranks less = chosen;
      --(less.*rank);
      if (ns(less) > limit) break;
      chosen = less;
    }
  return chosen;
}

/// The stages with the decisions of their layers, as the formats allow them to be.
template <class F>
Result<void> for_stages(const net::IntGraph& graph, const StreamPlan& decisions, const Watch& watch, F&& f) {
  KNAP_ASSIGN(const Structure built, make_structure(graph, decisions));
  const Structure structure = with_declared_values(built);
  for (const Stage& stage : structure.stages) {
    KNAP_TRY(watch.check("plan"));
    const auto decision = decisions.layers.find(stage.layer);
    f(stage, decision == decisions.layers.end() ? Decision{} : decision->second);
  }
  return {};
}

}  // namespace

Result<StreamPlan> choose_ranks(const net::IntGraph& graph, StreamPlan decisions, double period_ns,
                                LayerDelays& delays, RowRanks rows, const Watch& watch) {
  if (!delays.are_known()) return decisions;
  const StreamPlan folded = decisions;
  KNAP_TRY(for_stages(graph, folded, watch, [&](const Stage& stage, const Decision& decision) {
    if (stage.layer.empty()) return;
    hw::Ranks most = most_ranks(stage.spec);
    if (rows == RowRanks::None) most.rows = 0;
    if (most == hw::Ranks{}) return;
    const hw::Ranks chosen = fewest([&](const hw::Ranks& ranks) { return delays.ns(stage, decision, ranks); },
                                    most, period_ns * kMargin);
    if (chosen != hw::Ranks{}) decisions.layers[stage.layer].ranks = chosen;
  }));
  return decisions;
}

Result<std::optional<FastestClock>> fastest_clock(const net::IntGraph& graph, const StreamPlan& decisions,
                                                  LayerDelays& delays, const Watch& watch) {
  if (!delays.are_known()) return std::optional<FastestClock>();
  FastestClock fastest;
  double slowest_ns = 0;
  KNAP_TRY(for_stages(graph, decisions, watch, [&](const Stage& stage, const Decision& decision) {
    const hw::Ranks most = most_ranks(stage.spec);
    const double ns = delays.ns(stage, decision, most);
    if (ns <= slowest_ns) return;
    slowest_ns = ns;
    fastest = {1000 / ns, 1000 / ns * kDoubt, delays.slowest(stage, decision, most), stage.name};
  }));
  return std::optional(fastest);
}

}  // namespace knap::map
