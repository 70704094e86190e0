#include "eda/yosys/synth.h"

#include <fmt/format.h>

#include <sstream>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "eda/yosys/script.h"
#include "hw/prim/leaves.h"

namespace knap::eda {

std::vector<std::string> parse_file_list(const std::string& text) {
  std::vector<std::string> files;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos || line[first] == '+' || line.compare(first, 2, "//") == 0) continue;
    files.push_back(line.substr(first, line.find_last_not_of(" \t\r") - first + 1));
  }
  return files;
}

Result<Synthesis> synthesise(const std::filesystem::path& folder, const hw::Device& device,
                             const SynthOptions& options, Toolbox& tools, const Watch& watch) {
  const std::filesystem::path rtl = folder / "rtl";
  const std::filesystem::path list =
      rtl / hw::source_list(options.has_generic_leaves ? std::nullopt : std::optional(device.family));
  if (!is_file(list))
    return Error(diag::kMissingStage, list.string(), "there is no RTL for this family; run generate first");
  KNAP_ASSIGN(const std::string listed, read_file(list));
  KNAP_ASSIGN(const ToolInfo yosys, tools.find(Tool::Yosys, watch));

  const std::filesystem::path place = folder / "synth" / std::string(device.alias);
  KNAP_TRY(make_folders(place));
  const std::filesystem::path netlist = place / "netlist.json";
  KNAP_TRY(remove_path(netlist));
  SynthScript script{options.top, parse_file_list(listed),
                     fmt::format("../synth/{}/netlist.json", device.alias), options.has_generic_leaves};
  KNAP_TRY(write_file(place / "synth.ys", synth_script(script, device)));

  Command command;
  command.argv = {yosys.path.string(), "-q", "-s", fmt::format("../synth/{}/synth.ys", device.alias)};
  command.working_folder = rtl;
  command.time_limit_s = options.time_limit_s;
  command.log = place / "yosys.log";
  KNAP_ASSIGN(const ProcessOutput run, run_process(command, watch));
  if (run.exit_code != 0)
    return Error(diag::kToolFailed, (place / "yosys.log").string(),
                 fmt::format("yosys ended with {}: {}", run.exit_code, last_lines(run.output)));
  KNAP_ASSIGN(const std::string text, read_file(netlist));
  KNAP_ASSIGN(NetlistResources counted, count_resources(text, netlist.string(), options.layer_of));
  KNAP_TRY(write_file(place / "resources.json", print_resources(counted)));
  return Synthesis{std::move(counted), yosys, run.seconds};
}

}  // namespace knap::eda
