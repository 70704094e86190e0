#include "app/flow/folded_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "app/flow/estimate.h"
#include "map/plan/stage_costs.h"
#include "map/spec/pack.h"

namespace knap::app {
namespace {

/// Layer by layer, remembered.
class LayerCells {
 public:
  LayerCells(std::vector<hw::Device> devices, map::PlanOptions options, bool is_placed, const Watch& watch)
      : devices_(std::move(devices)),
        families_(hw::families_of(devices_)),
        options_(std::move(options)),
        is_placed_(is_placed),
        watch_(watch) {}

  Result<std::vector<hw::Resources>> of(const net::IntGraph& graph) {
    KNAP_ASSIGN(const net::IntGraph seen, map::pack_samples(graph, options_.input.samples_per_beat));
    std::map<std::string, std::string> keys;  ///< by layer
    for (const map::Layer& layer : map::layers_of(seen)) keys[layer.name] = key_of(seen, layer);
    const bool is_known =
        std::all_of(keys.begin(), keys.end(), [&](const auto& key) { return known_.count(key.second) != 0; });
    if (!is_known) KNAP_TRY(learn(graph, keys));
    std::vector<hw::Resources> by_family(families_.size());
    for (const auto& [layer, key] : keys)
      for (std::size_t f = 0; f < families_.size(); ++f) by_family[f] += known_.at(key)[f];
    std::vector<hw::Resources> by_device;
    by_device.reserve(devices_.size());
    for (const hw::Device& device : devices_)
      by_device.push_back(by_family[static_cast<std::size_t>(
          std::find(families_.begin(), families_.end(), device.family) - families_.begin())]);
    return by_device;
  }

 private:
  static std::string key_of(const net::IntGraph& graph, const map::Layer& layer) {
    std::string key = layer.name;
    for (const net::NodeId operand : graph[layer.node].inputs)
      key += fmt::format(" {}", to_string(graph[operand].shape));
    return fmt::format("{} {}", key, to_string(graph[layer.result()].shape));
  }

  /// What is unknown of the layers of a network; plumbing belongs to the layer that it comes from.
  Result<void> learn(const net::IntGraph& graph, const std::map<std::string, std::string>& keys) {
    map::StageCosts costs(families_);
    const auto shares = [&](const map::Structure& structure) {
      hw::Resources most = greatest_shares(costs.of(structure), families_, devices_);
      if (!is_placed_) most.pins = 0;  // nobody asks for a package
      return most;
    };
    KNAP_ASSIGN(const map::Structure structure, map::fold_only(graph, options_, shares, watch_, families_));
    const std::vector<const std::vector<hw::Resources>*> each = costs.of_stages(structure);
    std::vector<std::string> owners;
    owners.reserve(structure.stages.size());
    std::map<std::string, std::vector<hw::Resources>> sums;
    for (std::size_t i = 0; i < structure.stages.size(); ++i) {
      const map::Stage& stage = structure.stages[i];
      const int from = stage.inputs.empty() ? -1 : stage.inputs.front().stage;
      owners.push_back(!stage.layer.empty() ? stage.layer
                       : from < 0           ? structure.stages.front().layer
                                            : owners[static_cast<std::size_t>(from)]);
      std::vector<hw::Resources>& sum = sums[owners.back()];
      sum.resize(families_.size());
      for (std::size_t f = 0; f < families_.size(); ++f) sum[f] += each[i]->at(f);
    }
    for (const auto& [layer, key] : keys) {
      std::vector<hw::Resources>& own = sums[layer];
      own.resize(families_.size());
      known_.try_emplace(key, std::move(own));
    }
    return {};
  }

  std::vector<hw::Device> devices_;
  std::vector<hw::Family> families_;
  map::PlanOptions options_;
  bool is_placed_;
  const Watch& watch_;
  std::map<std::string, std::vector<hw::Resources>> known_;  ///< by layer and shapes, per family
};

}  // namespace

Result<FoldedCells> folded_cells_of(const Project& project, const map::PlanOptions& options,
                                    const Watch& watch) {
  KNAP_ASSIGN(std::vector<hw::Device> devices, hw::find_devices(project.config.synth.devices));
  const auto cells =
      std::make_shared<LayerCells>(std::move(devices), options, project.config.synth.place, watch);
  return FoldedCells([cells](const net::IntGraph& graph) { return cells->of(graph); });
}

}  // namespace knap::app
