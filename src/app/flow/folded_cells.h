// FoldedCells: what a network costs on the project's devices as it is folded, quick enough to compare
// hundreds.
#pragma once

#include <functional>
#include <vector>

#include "app/compress/widths.h"
#include "app/flow/project.h"
#include "map/plan/plan.h"

namespace knap::app {

/// Of map::fold_only under `options`, from the calibrated resource model. What a layer costs is remembered by
/// its name and its shapes: of a network all of whose layers were seen, if in others, it is the sum of what
/// these cost there, though other neighbours may give a layer another multiplier or memory, and other width
/// converters. `watch` must outlive it. Errors are those of fold_only.
Result<FoldedCells> folded_cells_of(const Project& project, const map::PlanOptions& options,
                                    const Watch& watch);

}  // namespace knap::app
