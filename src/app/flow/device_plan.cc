#include "app/flow/device_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "app/flow/estimate.h"
#include "hw/cost/delay.h"
#include "map/lower/lower.h"
#include "map/plan/stage_costs.h"

namespace knap::app {
namespace {

constexpr double kAnyPeriodNs = 20;  // changes no cell

}  // namespace

Result<map::Plan> plan_for_devices(const Project& project, const net::IntGraph& graph,
                                   const map::PlanOptions& options, const Watch& watch) {
  KNAP_ASSIGN(const std::vector<hw::Device> devices, hw::find_devices(project.config.synth.devices));
  const std::vector<hw::Family> families = hw::families_of(devices);
  map::StageCosts costs(families);
  const auto shares = [&](const map::Structure& structure) {
    hw::Resources most = greatest_shares(costs.of(structure), families, devices);
    if (!project.config.synth.place) most.pins = 0;  // nobody asks for a package
    return most;
  };
  return map::make_plan(graph, options, shares, watch, families);
}

Result<double> expected_fmax_mhz(const Project& project, const net::IntGraph& graph, const map::Plan& plan) {
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(graph, plan.regions));
  const map::Lowered lowered = map::lower(structure, graph, project.module_prefix(), kAnyPeriodNs);
  KNAP_ASSIGN(const std::vector<hw::Device> devices, hw::find_devices(project.config.synth.devices));
  double slowest = std::numeric_limits<double>::infinity();
  for (const hw::Family family : hw::families_of(devices))
    slowest = std::min(slowest, hw::worst_path(lowered.design, family).mhz());
  return std::round(slowest * 10) / 10;
}

}  // namespace knap::app
