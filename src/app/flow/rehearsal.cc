#include "app/flow/rehearsal.h"

#include <map>

#include "app/flow/estimate.h"
#include "app/flow/model.h"
#include "learn/train/train.h"
#include "map/lower/lower.h"
#include "net/passes/to_integer.h"

namespace knap::app {
namespace {

constexpr int kRecordsPerClass = 4;
constexpr double kMargin = 1.25;

/// The first few records of every class.
std::vector<std::uint32_t> few(const data::Dataset& dataset, data::Split split) {
  std::vector<std::uint32_t> chosen;
  std::map<int, int> counts;
  for (const std::uint32_t record : dataset.split(split))
    if (++counts[dataset.records[record].label_index] <= kRecordsPerClass) chosen.push_back(record);
  return chosen;
}

}  // namespace

Result<map::Plan> plan_for_devices(const Project& project, const net::IntGraph& graph,
                                   const map::PlanOptions& options, const Watch& watch) {
  const std::vector<std::string>& devices = project.config.synth.devices;
  for (const std::string& device : devices) KNAP_TRY(hw::find_device(device));
  const auto shares = [&](const map::Structure& structure) {
    const map::Lowered lowered = map::lower(structure, graph, project.top_name(), 1000.0 / options.clock_mhz);
    return *greatest_shares(lowered.design, devices);
  };
  return map::make_plan(graph, options, shares, watch);
}

Result<void> rehearse(const Project& project, const net::Graph& untrained, const data::Dataset& dataset,
                      const Watch& watch) {
  learn::TrainOptions options = project.config.train;
  options.float_epochs = options.quantised_epochs = 0;
  Watch quiet;  // its progress would look like the training's
  KNAP_ASSIGN(const learn::TrainResult calibrated,
              learn::train({untrained, samples_of(dataset, few(dataset, data::Split::Train)),
                            samples_of(dataset, few(dataset, data::Split::Validation)), options,
                            static_cast<std::uint64_t>(project.config.project.seed)},
                           {}, quiet));
  KNAP_TRY(watch.check("train"));
  KNAP_ASSIGN(const net::IntGraph integer, net::to_integer(calibrated.graph));
  if (!project.edited_plan.empty() || project.keeps_plan) return {};
  map::PlanOptions plan = project.config.plan;
  plan.max_share *= kMargin;
  if (plan_for_devices(project, integer, plan, watch).ok()) return {};
  KNAP_TRY(plan_for_devices(project, integer, project.config.plan, watch));  // the words without the margin
  return {};
}

}  // namespace knap::app
