#include "map/plan/stage_costs.h"

#include "core/base/parallel.h"
#include "core/num/interval.h"
#include "hw/cost/estimate.h"
#include "map/lower/lower.h"
#include "map/plan/stage_key.h"

namespace knap::map {
namespace {

/// Of the top: clock, reset, and valid, ready and data of both streams.
std::int64_t pins(const Structure& structure) {
  const auto bits = [](const StreamType& type) { return 2 + width_bits(type.element) * type.lanes; };
  return 2 + bits(structure.input) + bits(structure.output_type);
}

}  // namespace

std::vector<const std::vector<hw::Resources>*> StageCosts::of_stages(const Structure& structure) {
  const std::size_t count = structure.stages.size();
  std::vector<const std::vector<hw::Resources>*> costs;
  std::vector<std::pair<std::size_t, std::vector<hw::Resources>*>> missing;
  costs.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto [known, is_new] = known_.try_emplace(key_of(structure.stages[i]));
    costs.push_back(&known->second);  // nodes of a map stay where they are
    if (is_new) missing.emplace_back(i, &known->second);
  }
  parallel_for(missing.size(), [&](std::size_t k) {
    const hw::Module module = lower_stage(structure.stages[missing[k].first], "stage");
    for (const hw::Family family : families_)
      missing[k].second->push_back(hw::module_estimate(module, family));
  });
  return costs;
}

std::vector<hw::Resources> StageCosts::of(const Structure& structure) {
  const std::vector<const std::vector<hw::Resources>*> costs = of_stages(structure);
  std::vector<hw::Resources> sums(families_.size());
  for (std::size_t f = 0; f < families_.size(); ++f) {
    sums[f] = hw::module_estimate({}, families_[f]);  // the top, which joins them
    for (const auto* cost : costs) sums[f] += cost->at(f);
    sums[f].pins = static_cast<double>(pins(structure));
  }
  return sums;
}

}  // namespace knap::map
