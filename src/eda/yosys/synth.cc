#include "eda/yosys/synth.h"

#include <fmt/format.h>

#include <optional>
#include <regex>

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "eda/tool/file_list.h"
#include "eda/yosys/script.h"
#include "hw/prim/leaves.h"

namespace knap::eda {
namespace {

/// What Yosys says of a source ("conv1.sv:12: ERROR: ..."), or of sources that do not belong together.
std::optional<Error> blame(const std::string& words, const std::filesystem::path& rtl) {
  const std::string output = short_lines(words);
  static const std::regex at_line(R"((?:^|\n)([^:\n]+):(\d+): ERROR: ([^\n]*))");
  static const std::regex no_module(R"(ERROR: (Module `[^\n]*is not part of the design[^\n]*))");
  std::smatch found;
  if (std::regex_search(output, found, at_line) && is_file(rtl / found[1].str()))
    return Error(diag::kBadArtefact, fmt::format("{}:{}", (rtl / found[1].str()).string(), found[2].str()),
                 fmt::format("yosys cannot read it: {}", found[3].str()));
  if (std::regex_search(output, found, no_module))
    return Error(diag::kBadArtefact, rtl.string(), fmt::format("does not fit together: {}", found[1].str()));
  return std::nullopt;
}

/// With the commands that find the smallest tables, ABC now and then puts carry cells into an order in which
/// it cannot map them ("Boxes are not in a topological order", yosys#5091), and Yosys misses what it should
/// have written.
bool is_abc9_lost(const std::string& words) {
  return words.find("/output.aig' for reading") != std::string::npos;
}

}  // namespace

Result<Synthesis> synthesise(const std::filesystem::path& folder, const hw::Device& device,
                             const SynthOptions& options, Toolbox& tools, const Watch& watch) {
  const std::filesystem::path rtl = std::filesystem::absolute(folder / "rtl");
  KNAP_ASSIGN(const FileList list, load_file_list(rtl, hw::source_list(options.has_generic_leaves
                                                                           ? std::nullopt
                                                                           : std::optional(device.family))));
  KNAP_ASSIGN(const ToolInfo yosys, tools.find(Tool::Yosys, watch));

  const std::filesystem::path place = std::filesystem::absolute(folder / "synth" / std::string(device.alias));
  KNAP_TRY(make_folders(place));
  const std::filesystem::path netlist = place / "netlist.json";
  KNAP_TRY(remove_path(netlist));
  SynthScript script{options.top, list.sources, fmt::format("../synth/{}/netlist.json", device.alias),
                     options.has_generic_leaves};
  KNAP_TRY(write_file(place / "synth.ys", synth_script(script, device)));

  Command command;
  command.argv = {yosys.path.string(), "-q", "-s", fmt::format("../synth/{}/synth.ys", device.alias)};
  command.working_folder = rtl;
  command.time_limit_s = options.time_limit_s;
  command.log = place / "yosys.log";
  KNAP_ASSIGN(ProcessOutput run, run_process(command, watch));
  if (run.exit_code != 0 && is_abc9_lost(run.output)) {
    script.has_default_mapping = true;
    KNAP_TRY(write_file(place / "synth.ys", synth_script(script, device)));
    const double lost_s = run.seconds;
    KNAP_ASSIGN(run, run_process(command, watch));
    run.seconds += lost_s;
  }
  if (run.exit_code != 0) {
    if (const auto error = blame(run.output, rtl)) return *error;
    return Error(diag::kToolFailed, command.log.string(),
                 fmt::format("yosys ended with exit code {}: {}", run.exit_code, last_lines(run.output)));
  }
  if (!is_file(netlist))
    return Error(diag::kToolFailed, command.log.string(),
                 "yosys ended without an error and without a netlist");
  KNAP_ASSIGN(const std::string text, read_file(netlist));
  const Result<schema::NetlistCells> counted = count_resources(text, netlist.string(), options.layer_of);
  if (!counted.ok())
    return Error(
        diag::kToolFailed, command.log.string(),
        fmt::format("yosys ended without an error, but its netlist cannot be read (is the disk full?): {}",
                    counted.error().first().message));
  KNAP_TRY(write_file(place / "resources.json", schema::print_artefact(*counted)));
  return Synthesis{*counted, yosys, run.seconds};
}

}  // namespace knap::eda
