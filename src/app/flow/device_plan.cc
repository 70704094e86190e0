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
  const std::vector<std::string>& devices = project.config.synth.devices;
  std::vector<hw::Family> families;
  std::vector<hw::Device> found;
  for (const std::string& name : devices) {
    KNAP_ASSIGN(const hw::Device device, hw::find_device(name));
    found.push_back(device);
    if (std::find(families.begin(), families.end(), device.family) == families.end())
      families.push_back(device.family);
  }
  map::StageCosts costs(families);
  const auto shares = [&](const map::Structure& structure) {
    hw::Resources most = greatest_shares(costs.of(structure), families, found);
    if (!project.config.synth.place) most.pins = 0;  // nobody asks for a package
    return most;
  };
  return map::make_plan(graph, options, shares, watch, families);
}

Result<double> expected_fmax_mhz(const Project& project, const net::IntGraph& graph, const map::Plan& plan) {
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(graph, plan.regions));
  const map::Lowered lowered = map::lower(structure, graph, project.module_prefix(), kAnyPeriodNs);
  double slowest = std::numeric_limits<double>::infinity();
  for (const std::string& name : project.config.synth.devices) {
    KNAP_ASSIGN(const hw::Device device, hw::find_device(name));
    slowest = std::min(slowest, hw::worst_path(lowered.design, device.family).mhz());
  }
  return std::round(slowest * 10) / 10;
}

}  // namespace knap::app
