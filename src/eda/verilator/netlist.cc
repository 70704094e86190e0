#include "eda/verilator/netlist.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "eda/models/models.h"

namespace knap::eda {

namespace {

/// The netlist under a name without blanks or quotes, as scripts of Yosys want it. What is no JSON is refused
/// here: Yosys would do so in words of its own.
Result<void> copy_netlist(const std::filesystem::path& file, const std::filesystem::path& copy) {
  KNAP_ASSIGN(const std::string text, read_file(file, diag::kBadArtefact));
  if (!nlohmann::json::accept(text))
    return Error(diag::kBadArtefact, file.string(), "is no JSON; run 'knap synth' to make it anew");
  return write_file(copy, text);
}

}  // namespace

Result<SimulationSources> netlist_sources(const std::filesystem::path& netlist_json,
                                          const std::string& family, const std::filesystem::path& work,
                                          const std::filesystem::path& log, Toolbox& tools,
                                          const Watch& watch) {
  KNAP_ASSIGN(const ToolInfo yosys, tools.find(Tool::Yosys, watch));
  KNAP_TRY(write_file(work / "fabric.v", fabric_techmap(family)));
  KNAP_TRY(write_file(work / "blocks.v", block_models(family)));
  KNAP_TRY(copy_netlist(netlist_json, work / "stored.json"));
  // Each fabric cell becomes the logic that it stands for; nothing is optimised away. Nets are split into
  // bits: a simulator that orders whole vectors finds loops that are none, and simulates them many times.
  Command command;
  command.working_folder = work;
  command.argv = {yosys.path.string(), "-q", "-p",
                  "read_json stored.json; techmap -map fabric.v; delete =A:blackbox; splitnets; "
                  "write_verilog -noattr netlist.v"};
  command.log = log;
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, watch));
  if (output.exit_code != 0 && output.output.find("ERROR: ") != std::string::npos)
    return Error(
        diag::kBadArtefact, netlist_json.string(),
        fmt::format("is no netlist: {} (the whole of it: {})", last_lines(output.output), log.string()));
  if (output.exit_code != 0)
    return Error(
        diag::kToolFailed, log.string(),
        fmt::format("yosys ended with exit code {}: {}", output.exit_code, last_lines(output.output)));
  if (!is_file(work / "netlist.v"))
    return Error(diag::kToolFailed, log.string(), "yosys ended without an error and without a netlist");
  SimulationSources sources;
  sources.working_folder = work;
  sources.files = {"blocks.v", "netlist.v"};
  sources.is_netlist = true;
  sources.origin = netlist_json;
  return sources;
}

}  // namespace knap::eda
