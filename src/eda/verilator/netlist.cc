#include "eda/verilator/netlist.h"

#include <fmt/format.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "eda/models/models.h"

namespace knap::eda {
namespace {

namespace fs = std::filesystem;

/// Yosys' simulation library of a family, relative to its data folder.
std::string_view library_of(std::string_view family) {
  if (family == "ecp5") return "ecp5/cells_sim.v";
  if (family == "ice40") return "ice40/cells_sim.v";
  return "xilinx/cells_sim.v";
}

/// share/yosys beside the program's bin folder.
Result<fs::path> data_folder(const ToolInfo& yosys) {
  std::error_code ignored;
  const fs::path program = fs::canonical(yosys.path, ignored);
  for (const fs::path& base : {program.parent_path().parent_path(), fs::path("/usr"), fs::path("/usr/local")})
    if (is_folder(base / "share/yosys")) return base / "share/yosys";
  return Error(diag::kToolMissing, yosys.path.string(), "has no share/yosys beside it, where its cell models lie");
}

}  // namespace

Result<SimulationSources> netlist_sources(const fs::path& netlist_json, const std::string& family, const fs::path& work,
                                          Toolbox& tools, const Watch& watch) {
  KNAP_ASSIGN(const ToolInfo yosys, tools.find(Tool::Yosys, watch));
  Command command;
  command.argv = {yosys.path.string(), "-q", "-p",
                  fmt::format("read_json {}; write_verilog -noattr {}", netlist_json.string(), (work / "netlist.v").string())};
  command.log = work / "netlist.log";
  KNAP_ASSIGN(const ProcessOutput output, run_process(command, watch));
  if (output.exit_code != 0)
    return Error(diag::kBadArtefact, netlist_json.string(), fmt::format("is no netlist: {}", last_lines(output.output)));
  KNAP_ASSIGN(const fs::path data, data_folder(yosys));
  KNAP_ASSIGN(const std::string library, read_file(data / library_of(family)));
  KNAP_ASSIGN(const std::string netlist, read_file(work / "netlist.v"));
  const std::string models = cell_models(family);
  // Ours replace the library's empty ones; blackboxes that Yosys wrote out give way to both.
  const std::string rest = without_modules(library, module_names(models));
  KNAP_TRY(write_file(work / "library.v", rest));
  KNAP_TRY(write_file(work / "models.v", models));
  std::vector<std::string> known = module_names(models);
  for (const std::string& name : module_names(rest)) known.push_back(name);
  KNAP_TRY(write_file(work / "netlist.v", without_modules(netlist, known)));
  SimulationSources sources;
  sources.files = {(work / "library.v").string(), (work / "models.v").string(), (work / "netlist.v").string()};
  sources.is_netlist = true;
  return sources;
}

}  // namespace knap::eda
