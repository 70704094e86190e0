#include "eda/verilator/verilator.h"

#include <fmt/format.h>
#include <unistd.h>

#include <optional>
#include <regex>

#include "core/base/diagnostics.h"
#include "core/base/parallel.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "core/sys/process.h"

namespace knap::eda {

namespace {

/// Where compiled C++ may be kept between runs; none when no cache can be written or ccache is not there.
std::optional<std::filesystem::path> compiler_cache() {
  const std::optional<std::string> home = get_env("HOME");
  if (!home || !find_program("ccache")) return std::nullopt;
  const std::filesystem::path folder = std::filesystem::path(*home) / ".cache/knap/ccache";
  if (!make_folders(folder).ok() || ::access(folder.c_str(), W_OK) != 0) return std::nullopt;
  return folder;
}

}  // namespace

Result<Simulation> build_simulation(const SimulationSources& sources,
                                    const std::filesystem::path& build_folder, Toolbox& tools,
                                    const Watch& watch) {
  KNAP_ASSIGN(const ToolInfo verilator, tools.find(Tool::Verilator, watch));
  KNAP_TRY(make_folders(build_folder));
  Command command;
  command.working_folder = sources.working_folder;
  command.log = sources.log.empty() ? build_folder / "build.log" : sources.log;
  command.argv = {verilator.path.string(), "--binary", "--timing", "-Wno-fatal", "-Wno-lint", "-Wno-style",
                  "-O3", "--x-initial", "unique", "--x-assign", "unique", "--top-module", sources.top,
                  // the rung compares every stream itself, and says where
                  "-DKNAP_NO_STREAM_CHECKS", "-Mdir",
                  // relative: make takes no path with a space or a dollar sign
                  build_folder.lexically_relative(sources.working_folder).string(), "-o", "simulation", "-j",
                  std::to_string(jobs())};
  // Netlists are large and run few cycles: the C++ compiler's time counts more than the program's (5,000
  // lookup tables: 15 s for 81k cycles/s at -O0, 20 s for 157k at -O1). What runs once is never optimised.
  std::string make_flags =
      fmt::format("OPT_FAST={} OPT_SLOW=-O0 CURDIR=.", sources.is_netlist ? "-O0" : "-O2");
  // CURDIR: Verilator's makefile refuses a folder whose name has a space, though it needs the name for
  // nothing. A second proof of the same netlist compiles nothing: half of its time.
  if (const auto cache = compiler_cache()) {
    make_flags += " OBJCACHE=ccache";
    command.extra_env = {{"CCACHE_DIR", cache->string()}, {"CCACHE_MAXSIZE", "2G"}};
  }
  command.argv.insert(command.argv.end(), {"-MAKEFLAGS", make_flags});
  if (sources.is_netlist) command.argv.insert(command.argv.end(), {"--output-split", "20000"});
  command.argv.insert(command.argv.end(), sources.files.begin(), sources.files.end());
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, watch));
  if (output.exit_code != 0) {
    if (!sources.origin.empty())
      if (const auto error = blame(output.output, sources.origin)) {
        KNAP_TRY(remove_path(command.log));
        return *error;
      }
    return Error(
        diag::kToolFailed, command.log.string(),
        fmt::format("verilator ended with exit code {}: {}", output.exit_code, last_lines(output.output)));
  }
  if (!is_file(build_folder / "simulation"))
    return Error(diag::kToolFailed, command.log.string(),
                 "verilator ended without an error and without a program");
  return Simulation{build_folder / "simulation", output.peak_memory_mb};
}

std::optional<Error> blame(const std::string& words, const std::filesystem::path& origin) {
  const std::string output = short_lines(words);
  static const std::regex complaint(R"(%Error(?:-\w+)?: ([^:\n]+):(\d+):(?:\d+:)? ([^\n]*))");
  std::smatch found;
  if (!std::regex_search(output, found, complaint)) return std::nullopt;
  const std::string file = found[1], start = std::string(kOriginFolder) + "/";
  const std::string where =
      file.rfind(start, 0) == 0
          ? fmt::format("{}:{}", (origin / file.substr(start.size())).string(), found[2].str())
          : origin.string();
  return Error(diag::kBadArtefact, where, fmt::format("verilator cannot read it: {}", found[3].str()));
}

Result<SimulationRun> run_simulation(const std::filesystem::path& program,
                                     const std::filesystem::path& working_folder,
                                     const std::vector<std::string>& plusargs, std::uint64_t seed,
                                     const Watch& watch, const std::filesystem::path& log) {
  Command command;
  command.working_folder = working_folder;
  command.log = log;
  command.argv = {program.string(), "+verilator+rand+reset+2",
                  fmt::format("+verilator+seed+{}", seed % 2147483647 + 1)};
  for (const std::string& plusarg : plusargs) command.argv.push_back("+" + plusarg);
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, watch));
  if (output.exit_code != 0)
    return Error(diag::kToolFailed, (log.empty() ? program : log).string(),
                 fmt::format("the simulation ended with exit code {}: {}", output.exit_code,
                             last_lines(output.output)));
  return SimulationRun{output.output, output.peak_memory_mb};
}

Result<std::string> lint(const std::filesystem::path& working_folder, const std::vector<std::string>& files,
                         const std::string& top, Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const ToolInfo verilator, tools.find(Tool::Verilator, watch));
  Command command;
  command.working_folder = working_folder;
  command.argv = {verilator.path.string(), "--lint-only", "-Wall", "--top-module", top};
  command.argv.insert(command.argv.end(), files.begin(), files.end());
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, watch));
  return output.exit_code == 0 && output.output.find("%Warning") == std::string::npos ? std::string{}
                                                                                      : output.output;
}

}  // namespace knap::eda
