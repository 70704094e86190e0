// plan_for_devices: a plan that fits the project's devices.
#pragma once

#include <optional>

#include "app/flow/project.h"
#include "map/plan/plan.h"
#include "net/ir/integer.h"

namespace knap::app {

/// make_plan with the shares of the project's devices, from the calibrated resource model.
Result<map::Plan> plan_for_devices(const Project& project, const net::IntGraph& graph,
                                   const map::PlanOptions& options, const Watch& watch);
/// The clock that the delay model (hw/cost/delay) expects of the design on the slowest of the project's
/// devices.
Result<double> expected_fmax_mhz(const Project& project, const net::IntGraph& graph, const map::Plan& plan);

}  // namespace knap::app
