// netlist_sources: a stored netlist as sources that Verilator takes, with models of every hard cell.
#pragma once

#include <filesystem>
#include <string>

#include "eda/verilator/verilator.h"

namespace knap::eda {

/// Writes `work`/netlist.v (from netlist.json, by Yosys, nothing optimised) and the cell models that it
/// needs; returns the files in compile order. Instances and ports of kept modules keep their names. `family`:
/// as hw::to_string(Family). kBadArtefact for what is no netlist, kToolFailed naming `log` when Yosys fails.
Result<SimulationSources> netlist_sources(const std::filesystem::path& netlist_json,
                                          const std::string& family, const std::filesystem::path& work,
                                          const std::filesystem::path& log, Toolbox& tools,
                                          const Watch& watch);

/// The same module by module: `work`/<name>.v of each of `modules`, which the caller adds to the files that
/// are returned, the cell models. kBadArtefact for a module that the netlist does not have.
Result<SimulationSources> netlist_modules(const std::filesystem::path& netlist_json,
                                          const std::string& family, const std::vector<std::string>& modules,
                                          const std::filesystem::path& work, const std::filesystem::path& log,
                                          Toolbox& tools, const Watch& watch);

}  // namespace knap::eda
