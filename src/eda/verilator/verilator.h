// Verilator: a testbench and its sources as a program, and runs of it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "eda/tool/tool.h"

namespace knap::eda {

/// Sources below this folder of a working folder are copies of those of SimulationSources::origin.
inline constexpr std::string_view kOriginFolder = "rtl";

struct SimulationSources {
  std::filesystem::path working_folder;  ///< relative paths of sources and of $readmem start here
  std::vector<std::string> files;        ///< in compile order, the testbench last
  std::string top;                       ///< the testbench's module
  bool is_netlist = false;               ///< many small cells: optimised for build time
  std::filesystem::path origin = {};     ///< the user's folder or file that is to blame for wrong sources
  std::filesystem::path log = {};        ///< absolute; empty: build.log in the build folder
};

/// A built testbench; the compiler's memory is what large netlists are short of.
struct Simulation {
  std::filesystem::path program;
  double peak_memory_mb = 0;  ///< of the largest process
};

/// Builds into `build_folder`. Registers and memories start with random contents
/// (+verilator+rand+reset+2 at run time). Lint warnings of the sources do not stop it: rtl lint is a check of
/// its own. kBadArtefact at the user's file for what Verilator cannot read, kToolFailed naming the log, with
/// its last lines, for all else.
Result<Simulation> build_simulation(const SimulationSources& sources,
                                    const std::filesystem::path& build_folder, Toolbox& tools,
                                    const Watch& watch);

struct SimulationRun {
  std::string output;  ///< what it printed
  double peak_memory_mb = 0;
};

/// Runs it with plusargs ("records=20") in `working_folder`; `log` keeps what it printed, too.
/// kToolFailed on a non-zero exit.
Result<SimulationRun> run_simulation(const std::filesystem::path& program,
                                     const std::filesystem::path& working_folder,
                                     const std::vector<std::string>& plusargs, std::uint64_t seed,
                                     const Watch& watch, const std::filesystem::path& log = {});

/// What Verilator's first complaint about a source says, at the file below `origin` that the copied source
/// stands for (`origin` itself when it is another); nothing when there is no such complaint.
std::optional<Error> blame(const std::string& output, const std::filesystem::path& origin);

/// verilator --lint-only -Wall over the files; the warnings, empty when clean.
Result<std::string> lint(const std::filesystem::path& working_folder, const std::vector<std::string>& files,
                         const std::string& top, Toolbox& tools, const Watch& watch);

}  // namespace knap::eda
