#include "map/plan/layer_delays.h"

#include <algorithm>

#include "core/base/match.h"
#include "core/text/described.h"
#include "core/text/toml.h"
#include "hw/cost/delay.h"
#include "map/lower/lower.h"

namespace knap::map {
namespace {

void set_ranks(StageSpec& spec, const hw::Ranks& ranks) {
  match(
      spec, [&](LinearStage& s) { s.spec.ranks = ranks; }, [&](hw::PoolSpec& s) { s.ranks = ranks; },
      [&](hw::MapSpec& s) { s.ranks = ranks; }, [&](hw::AddSpec& s) { s.ranks = ranks; },
      [&](hw::GlobalSumSpec& s) { s.ranks = ranks; }, [](auto&) {});
}

}  // namespace

LayerDelays::LayerDelays(const std::vector<hw::Family>& families) : families_(families) {
  // Those of iCE40 hold for whole designs; of a single small layer they are a third too slow (59 MHz for one
  // that was placed at 76), and a clock that can be had is not to be refused.
  std::erase_if(families_, [](hw::Family family) { return family == hw::Family::Ice40; });
}

double LayerDelays::ns(const Stage& stage, const Decision& decision, const hw::Ranks& ranks) {
  return of(stage, decision, ranks).ns;
}

hw::Family LayerDelays::slowest(const Stage& stage, const Decision& decision, const hw::Ranks& ranks) {
  return of(stage, decision, ranks).family;
}

const LayerDelays::Slowest& LayerDelays::of(const Stage& stage, Decision decision, const hw::Ranks& ranks) {
  decision.ranks = ranks;
  const auto [known, is_new] = known_.try_emplace(
      stage.name + "\n" + stage.comment + "\n" + print_toml(to_value(decision)), Slowest{});
  if (!is_new) return known->second;
  Stage asked = stage;
  set_ranks(asked.spec, ranks);
  const hw::Module module = lower_stage(asked, "layer");
  for (const hw::Family family : families_)
    if (const double ns = hw::stage_ns(module, family); ns > known->second.ns) known->second = {ns, family};
  return known->second;
}

}  // namespace knap::map
