#include "eda/verilator/netlist.h"

#include <fmt/format.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "eda/models/models.h"

namespace knap::eda {

Result<SimulationSources> netlist_sources(const std::filesystem::path& netlist_json,
                                          const std::string& family, const std::filesystem::path& work,
                                          Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const ToolInfo yosys, tools.find(Tool::Yosys, watch));
  KNAP_TRY(write_file(work / "fabric.v", fabric_techmap(family)));
  KNAP_TRY(write_file(work / "blocks.v", block_models(family)));
  // Each fabric cell becomes the logic that it stands for; nothing is optimised away. Nets are split into
  // bits: a simulator that orders whole vectors finds loops that are none, and simulates them many times.
  Command command;
  command.working_folder = work;
  command.argv = {yosys.path.string(), "-q", "-p",
                  fmt::format("read_json {}; techmap -map fabric.v; delete =A:blackbox; splitnets; "
                              "write_verilog -noattr netlist.v",
                              std::filesystem::absolute(netlist_json).string())};
  command.log = work / "netlist.log";
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, watch));
  if (output.exit_code != 0)
    return Error(diag::kBadArtefact, netlist_json.string(),
                 fmt::format("is no netlist: {}", last_lines(output.output)));
  SimulationSources sources;
  sources.working_folder = work;
  sources.files = {(work / "blocks.v").string(), (work / "netlist.v").string()};
  sources.is_netlist = true;
  return sources;
}

}  // namespace knap::eda
