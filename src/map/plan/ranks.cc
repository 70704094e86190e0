#include "map/plan/ranks.h"

#include <algorithm>
#include <array>

#include "core/base/match.h"
#include "hw/cost/delay.h"
#include "map/lower/lower.h"

namespace knap::map {
namespace {

/// What placement adds to a prediction on average is part of it; what it adds to the worst of a design's many
/// paths is not.
constexpr double kMargin = 0.92;
/// As fast as it gets: within this of the fastest.
constexpr double kAlike = 1.005;

using Rank = std::int64_t hw::Ranks::*;
/// In the order in which they are given up: the most flip-flops first.
constexpr std::array<Rank, 5> kRanks = {&hw::Ranks::product, &hw::Ranks::operand, &hw::Ranks::memory,
                                        &hw::Ranks::requantise, &hw::Ranks::rows};

void set_ranks(StageSpec& spec, const hw::Ranks& ranks) {
  match(
      spec, [&](LinearStage& s) { s.spec.ranks = ranks; }, [&](hw::PoolSpec& s) { s.ranks = ranks; },
      [&](hw::MapSpec& s) { s.ranks = ranks; }, [&](hw::AddSpec& s) { s.ranks = ranks; },
      [&](hw::GlobalSumSpec& s) { s.ranks = ranks; }, [](auto&) {});
}

/// The slowest path of a layer, for the ranks that are asked about.
class LayerPath {
 public:
  LayerPath(const Stage& stage, const std::vector<hw::Family>& families)
      : stage_(stage), families_(families) {}

  double ns(const hw::Ranks& ranks) {
    set_ranks(stage_.spec, ranks);
    const hw::Module module = lower_stage(stage_, "layer");
    double slowest = 0;
    for (const hw::Family family : families_)
      slowest = std::max(slowest, hw::stage_ns(module, family).value_or(0));
    return slowest;
  }

 private:
  Stage stage_;
  const std::vector<hw::Family>& families_;
};

/// All that there are, less one after the other that the period, or the fastest, does without. Not the
/// smallest set of all, but none of it can be left out.
hw::Ranks fewest(LayerPath path, const hw::Ranks& most, double period_ns) {
  if (path.ns({}) <= period_ns) return {};
  const double limit = std::max(period_ns, path.ns(most) * kAlike);
  hw::Ranks chosen = most;
  for (const Rank rank : kRanks)
    while (chosen.*rank > 0) {
      hw::Ranks less = chosen;
      --(less.*rank);
      if (path.ns(less) > limit) break;
      chosen = less;
    }
  return chosen;
}

}  // namespace

Result<StreamPlan> choose_ranks(const net::IntGraph& graph, StreamPlan decisions, double period_ns,
                                const std::vector<hw::Family>& families, RowRanks rows, const Watch& watch) {
  if (std::none_of(families.begin(), families.end(),
                   [](hw::Family family) { return hw::cell_delays(family).has_value(); }))
    return decisions;
  KNAP_ASSIGN(const Structure structure, make_structure(graph, decisions));
  for (const Stage& stage : structure.stages) {
    if (stage.layer.empty()) continue;
    KNAP_TRY(watch.check("plan"));
    hw::Ranks most = most_ranks(stage.spec);
    if (rows == RowRanks::None) most.rows = 0;
    if (most == hw::Ranks{}) continue;
    const hw::Ranks chosen = fewest({stage, families}, most, period_ns * kMargin);
    if (chosen != hw::Ranks{}) decisions.layers[stage.layer].ranks = chosen;
  }
  return decisions;
}

}  // namespace knap::map
