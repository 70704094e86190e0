#include "map/plan/ranks.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/parallel.h"
#include "map/spec/declared.h"

namespace knap::map {
namespace {

/// What placement adds to a prediction on average is part of it; what it adds to the worst of a design's many
/// paths is not.
constexpr double kMargin = 0.95;
/// A design may be placed faster than predicted by this much: the bound of the model's error that is aimed at
/// (`bench_timing` prints what it is). iCE40's wires are shorter in small designs: one was placed at 79 MHz
/// where 53 were predicted with all ranks.
double doubt(hw::Family family) { return family == hw::Family::Ice40 ? 2 : 1.25; }
/// As fast as it gets: within this of the fastest.
constexpr double kAlike = 1.005;

/// A rank, and how many of it are not given up at its turn.
struct Turn {
  std::int64_t hw::Ranks::*rank;
  std::int64_t least = 0;
};
/// In the order in which they are given up: the most flip-flops first. Behind memories the first register is
/// that of the block, the second is not.
constexpr std::array<Turn, 9> kTurns = {{{&hw::Ranks::memory, 1},
                                         {&hw::Ranks::product},
                                         {&hw::Ranks::sum},
                                         {&hw::Ranks::operand},
                                         {&hw::Ranks::memory},
                                         {&hw::Ranks::address},
                                         {&hw::Ranks::requantise},
                                         {&hw::Ranks::compare},
                                         {&hw::Ranks::rows}}};

/// All that there are; a chain of enables where that is fast enough, or as fast as credits are.
template <class F>
hw::Ranks fastest(const F& ns, const hw::Ranks& most, double period_ns) {
  hw::Ranks chained = most;
  chained.output = 0;
  return most.output == 0 || ns(chained) <= std::max(period_ns, ns(most) * kAlike) ? chained : most;
}

/// Those, less one after the other that the period, or the fastest, does without. Not the
/// smallest set of all, but none of it can be left out. `ns`: the slowest path with ranks.
template <class F>
hw::Ranks fewest(const F& ns, const hw::Ranks& most, double period_ns) {
  if (ns(hw::Ranks{}) <= period_ns) return {};
  hw::Ranks chosen = fastest(ns, most, period_ns);
  const double limit = std::max(period_ns, ns(chosen) * kAlike);
  for (const auto& [rank, least] : kTurns)
    while (chosen.*rank > least) {
      hw::Ranks less = chosen;
      --(less.*rank);
      if (ns(less) > limit) break;
      chosen = less;
    }
  return chosen;
}

/// As the formats allow the stages to be.
Result<Structure> declared_structure(const net::IntGraph& graph, const StreamPlan& decisions) {
  KNAP_ASSIGN(const Structure built, make_structure(graph, decisions));
  return with_declared_values(built);
}

}  // namespace

Result<StreamPlan> choose_ranks(const net::IntGraph& graph, StreamPlan decisions, double period_ns,
                                LayerDelays& delays, RowRanks rows, const Watch& watch) {
  if (!delays.are_known()) return decisions;
  KNAP_ASSIGN(const Structure structure, declared_structure(graph, decisions));
  std::vector<hw::Ranks> chosen(structure.stages.size());
  parallel_for(chosen.size(), [&](std::size_t i) {
    const Stage& stage = structure.stages[i];
    if (stage.layer.empty() || watch.is_stopped()) return;
    hw::Ranks most = most_ranks(stage.spec);
    if (rows == RowRanks::None) most.rows = 0;
    if (most == hw::Ranks{}) return;
    chosen[i] =
        fewest([&](const hw::Ranks& ranks) { return delays.ns(stage, ranks); }, most, period_ns * kMargin);
  });
  KNAP_TRY(watch.check("plan"));
  for (std::size_t i = 0; i < chosen.size(); ++i)
    if (chosen[i] != hw::Ranks{}) decisions.layers[structure.stages[i].layer].ranks = chosen[i];
  return decisions;
}

// Ranks::at_most names them all: a further one has to be added there, or plans would lose it here.
static_assert(sizeof(hw::Ranks) == kTurns.size() * sizeof(std::int64_t));

Result<Regions> with_fitting_ranks(const net::IntGraph& graph, Regions regions) {
  Regions bare = regions;
  for (Region& region : bare)
    for (auto& [layer, decision] : std::get<StreamPlan>(region.style).layers) {
      decision.ranks = {};
      decision.products_per_dsp = 1;
    }
  KNAP_ASSIGN(const Structure structure, make_structure(graph, bare));
  for (const Stage& stage : structure.stages) {
    if (stage.layer.empty()) continue;
    const Most most = most_of(stage.spec);
    for (Region& region : regions) {
      auto& layers = std::get<StreamPlan>(region.style).layers;
      const auto own = layers.find(stage.layer);
      if (own == layers.end()) continue;
      own->second.ranks = own->second.ranks.at_most(most.ranks);
      own->second.products_per_dsp = std::min(own->second.products_per_dsp, most.products_per_dsp);
    }
  }
  return regions;
}

Result<std::optional<FastestClock>> fastest_clock(const net::IntGraph& graph, const StreamPlan& decisions,
                                                  LayerDelays& delays, const Watch& watch) {
  if (!delays.are_known()) return std::optional<FastestClock>();
  KNAP_ASSIGN(const Structure structure, declared_structure(graph, decisions));
  std::vector<double> ns(structure.stages.size());
  std::vector<hw::Ranks> ranks(structure.stages.size());
  parallel_for(ns.size(), [&](std::size_t i) {
    if (watch.is_stopped()) return;
    const Stage& stage = structure.stages[i];
    const auto takes = [&](const hw::Ranks& asked) { return delays.ns(stage, asked); };
    ranks[i] = fastest(takes, most_ranks(stage.spec), 0);
    ns[i] = takes(ranks[i]);
  });
  KNAP_TRY(watch.check("plan"));
  const auto slowest = static_cast<std::size_t>(std::max_element(ns.begin(), ns.end()) - ns.begin());
  const Stage& stage = structure.stages[slowest];
  const hw::Family family = delays.slowest(stage, ranks[slowest]);
  return std::optional(
      FastestClock{1000 / ns[slowest], 1000 / ns[slowest] * doubt(family), family, stage.name});
}

}  // namespace knap::map
