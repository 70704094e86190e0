#include "eda/yosys/cell_delay.h"

#include <fmt/format.h>

#include <regex>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/sys/process.h"

namespace knap::eda {

bool has_cell_delays(hw::Family family) { return family == hw::Family::Xc7; }

// sta knows no delays of a LUT6_2, and would pass over every path through one: it is split first. Module
// borders would end paths, too: what keeps its hierarchy is dissolved.
std::string cell_delay_script(const std::string& top) {
  return fmt::format(
      R"(# Delay of the slowest path's cells, without wires. Run in synth/<device>/: yosys -s sta.ys
read_verilog -sv <<EOT
module LUT6_2(output O6, O5, input I0, I1, I2, I3, I4, I5);
  parameter [63:0] INIT = 0;
  LUT6 #(.INIT(INIT)) six (.O(O6), .I0(I0), .I1(I1), .I2(I2), .I3(I3), .I4(I4), .I5(I5));
  LUT5 #(.INIT(INIT[31:0])) five (.O(O5), .I0(I0), .I1(I1), .I2(I2), .I3(I3), .I4(I4));
endmodule
EOT
design -stash split
read_json netlist.json
setattr -mod -unset keep_hierarchy *
setattr -unset keep_hierarchy *
hierarchy -top {0}
flatten
techmap -map %split
read_verilog -lib -specify +/xilinx/cells_sim.v
read_verilog -lib -specify +/xilinx/cells_xtra.v
select {0}
sta
)",
      top);
}

Result<CellDelay> worst_cell_delay(const std::filesystem::path& place, const std::string& top, Toolbox& tools,
                                   const Watch& watch) {
  KNAP_ASSIGN(const ToolInfo yosys, tools.find(Tool::Yosys, watch));
  KNAP_TRY(write_file(place / "sta.ys", cell_delay_script(top)));
  Command command;
  command.argv = {yosys.path.string(), "-s", "sta.ys"};
  command.working_folder = place;
  command.log = place / "sta.log";
  KNAP_ASSIGN(const ProcessOutput run, run_process(command, watch));
  if (run.exit_code != 0)
    return Error(diag::kToolFailed, command.log.string(),
                 fmt::format("yosys ended with exit code {}: {}", run.exit_code, last_lines(run.output)));
  const std::string output = short_lines(run.output);
  static const std::regex latest(R"(Latest arrival time in '[^']*' is (\d+))");
  std::smatch found;
  if (!std::regex_search(output, found, latest))
    return Error(diag::kToolFailed, command.log.string(),
                 fmt::format("yosys tells no arrival time: {}", last_lines(run.output)));
  KNAP_TRY(remove_path(command.log));
  return CellDelay{
      std::stod(found[1].str()) / 1000,
      fmt::format("cells of the slowest path by sta of Yosys {}, without wires: no Fmax, a clock "
                  "can be no faster",
                  yosys.version)};
}

}  // namespace knap::eda
