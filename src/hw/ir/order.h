// order: in which order a module's signals can be computed, and what its outputs depend on combinationally.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// Per port of a module: for an output the input ports (indices into ports) that reach it without a register
/// between; empty for inputs.
using PortDependencies = std::vector<std::vector<std::uint32_t>>;

/// The order of one module and what follows for its parents.
struct ModuleOrder {
  std::vector<SignalId> signals;  ///< each after all that it reads combinationally
  PortDependencies dependencies;
};

/// Topological order of one module's signals, given those of the modules that it instantiates (by module
/// index). An Error (bad-artefact) names the signals of a combinational loop. All ids must be in range.
/// Linear in the edges, times the ports for the dependencies.
Result<ModuleOrder> order_of(const Module& module, const Design& design,
                             const std::vector<PortDependencies>& known);

/// The same for all modules of a design.
Result<std::vector<ModuleOrder>> orders_of(const Design& design);

}  // namespace knap::hw
