#include "map/plan/layer_delays.h"

#include "core/base/match.h"
#include "hw/cost/delay.h"
#include "map/lower/lower.h"
#include "map/plan/stage_key.h"

namespace knap::map {
namespace {

void set_ranks(StageSpec& spec, const hw::Ranks& ranks) {
  match(
      spec, [&](LinearStage& s) { s.spec.ranks = ranks; }, [&](hw::PoolSpec& s) { s.ranks = ranks; },
      [&](hw::MapSpec& s) { s.ranks = ranks; }, [&](hw::AddSpec& s) { s.ranks = ranks; },
      [&](hw::GlobalSumSpec& s) { s.ranks = ranks; }, [&](hw::ArgMaxSpec& s) { s.ranks = ranks; },
      [](auto&) {});
}

}  // namespace

double LayerDelays::ns(const Stage& stage, const hw::Ranks& ranks) { return of(stage, ranks).ns; }

hw::Family LayerDelays::slowest(const Stage& stage, const hw::Ranks& ranks) {
  return of(stage, ranks).family;
}

LayerDelays::Slowest LayerDelays::of(const Stage& stage, const hw::Ranks& ranks) {
  Stage asked = stage;
  asked.decision.ranks = ranks;
  set_ranks(asked.spec, ranks);
  const std::string key = key_of(asked);
  {
    const std::lock_guard lock(guard_);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
  }
  const hw::Module module = lower_stage(asked, "layer");
  Slowest slowest;
  for (const hw::Family family : families_)
    if (const double ns = hw::stage_ns(module, family); ns > slowest.ns) slowest = {ns, family};
  const std::lock_guard lock(guard_);
  return known_.emplace(key, slowest).first->second;
}

}  // namespace knap::map
