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

/// Each fabric cell becomes the logic that it stands for; nothing is optimised away. Nets are split into
/// bits: a simulator that orders whole vectors finds loops that are none, and simulates them many times.
/// `writes`: what Yosys then writes, and into which files.
Result<SimulationSources> write_sources(const std::filesystem::path& netlist_json, const std::string& family,
                                        const std::string& writes, const std::vector<std::string>& files,
                                        const std::filesystem::path& work, const std::filesystem::path& log,
                                        Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const ToolInfo yosys, tools.find(Tool::Yosys, watch));
  KNAP_TRY(make_folders(work));
  KNAP_TRY(write_file(work / "fabric.v", fabric_techmap(family)));
  KNAP_TRY(write_file(work / "blocks.v", block_models(family)));
  KNAP_TRY(copy_netlist(netlist_json, work / "stored.json"));
  KNAP_TRY(
      write_file(work / "simulate.ys",
                 "read_json stored.json\ntechmap -map fabric.v\ndelete =A:blackbox\nsplitnets\n" + writes));
  Command command;
  command.working_folder = work;
  command.argv = {yosys.path.string(), "-q", "-s", "simulate.ys"};
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
  for (const std::string& file : files)
    if (!is_file(work / file))
      return Error(diag::kToolFailed, log.string(),
                   fmt::format("yosys ended without an error and without {}", file));
  SimulationSources sources;
  sources.working_folder = work;
  sources.files = {"blocks.v"};
  sources.is_netlist = true;
  sources.origin = netlist_json;
  return sources;
}

}  // namespace

Result<SimulationSources> netlist_sources(const std::filesystem::path& netlist_json,
                                          const std::string& family, const std::filesystem::path& work,
                                          const std::filesystem::path& log, Toolbox& tools,
                                          const Watch& watch) {
  KNAP_ASSIGN(SimulationSources sources,
              write_sources(netlist_json, family, "write_verilog -noattr netlist.v\n", {"netlist.v"}, work,
                            log, tools, watch));
  sources.files.emplace_back("netlist.v");
  return sources;
}

Result<SimulationSources> netlist_modules(const std::filesystem::path& netlist_json,
                                          const std::string& family, const std::vector<std::string>& modules,
                                          const std::filesystem::path& work, const std::filesystem::path& log,
                                          Toolbox& tools, const Watch& watch) {
  std::string writes;
  std::vector<std::string> files;
  for (const std::string& module : modules) {
    files.push_back(module + ".v");
    writes += fmt::format(
        "select -assert-any {0}\nselect {0}\nwrite_verilog -noattr -selected {0}.v\nselect -clear\n", module);
  }
  return write_sources(netlist_json, family, writes, files, work, log, tools, watch);
}

}  // namespace knap::eda
