// rehearsal: what cannot become hardware is refused before hours of training, not after them.
#pragma once

#include "app/flow/project.h"
#include "core/schema/report.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::app {

/// The untrained network in integers, its formats calibrated on a few records of every class.
Result<net::IntGraph> untrained_integer(const Project& project, const net::Graph& untrained,
                                        const data::Dataset& dataset, const Watch& watch);

/// Plans the untrained network, or holds the user's plan against it. Errors are those of to_integer,
/// make_plan and parse_plan. An untrained network takes about what the trained one will, so budgets are held
/// with a margin.
Result<void> rehearse(const Project& project, const net::Graph& untrained, const data::Dataset& dataset,
                      const Watch& watch);

/// Cycles and resources of the project's network before any training: cells and memories of the planned
/// design with random weights. A trained network takes about the same.
Result<schema::Report> estimate_untrained(Project& project, const Watch& watch);

}  // namespace knap::app
