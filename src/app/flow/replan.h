// replan: a pruned network under a plan made anew, and what that costs before synthesis.
#pragma once

#include <vector>

#include "app/compress/select.h"
#include "app/flow/project.h"
#include "core/schema/compress.h"
#include "map/plan/plan.h"

namespace knap::app {

/// A network, its plan and its cells on each device of the project.
struct Form {
  net::IntGraph graph;
  map::Plan plan;
  std::vector<schema::CompressCells> cells;
};

/// Of a project with [compress]: without the channels that pruning has left without a reader, where that
/// saves more of the objective: fewer channels have other legal foldings, and lie in other lanes than those
/// that pruning has emptied. Errors are those of plan_for_devices.
Result<Form> better_form(const Project& project, const map::PlanOptions& options, const net::IntGraph& masked,
                         const Watch& watch);

/// The better form's cells, and those of foldings alone (folded_cells.h), by device. `project` and `watch`
/// must outlive it.
Result<PlannedCells> planned_cells_of(const Project& project, const map::PlanOptions& options,
                                      const Watch& watch);

}  // namespace knap::app
