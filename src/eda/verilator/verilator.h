// Verilator: a testbench and its sources as a program, and runs of it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "eda/tool/tool.h"

namespace knap::eda {

struct SimulationSources {
  std::filesystem::path working_folder;  ///< relative paths of sources and of $readmem start here
  std::vector<std::string> files;        ///< in compile order, the testbench last
  std::string top;                       ///< the testbench's module
  bool is_netlist = false;               ///< many small cells: optimised for build time
};

/// Builds into `build_folder` and returns the program. Registers and memories start with random contents
/// (+verilator+rand+reset+2 at run time). Lint warnings of the sources do not stop it: rtl lint is a check of
/// its own. kToolFailed with the log's last lines.
Result<std::filesystem::path> build_simulation(const SimulationSources& sources,
                                               const std::filesystem::path& build_folder, Toolbox& tools,
                                               const Watch& watch);

/// Runs it with plusargs ("records=20") in `working_folder`; returns what it printed. kToolFailed on a
/// non-zero exit.
Result<std::string> run_simulation(const std::filesystem::path& program,
                                   const std::filesystem::path& working_folder,
                                   const std::vector<std::string>& plusargs, std::uint64_t seed,
                                   const Watch& watch);

/// verilator --lint-only -Wall over the files; the warnings, empty when clean.
Result<std::string> lint(const std::filesystem::path& working_folder, const std::vector<std::string>& files,
                         const std::string& top, Toolbox& tools, const Watch& watch);

}  // namespace knap::eda
