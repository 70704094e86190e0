#include "eda/vivado/project.h"

#include <fmt/format.h>

#include "core/sys/files.h"
#include "hw/prim/leaves.h"

namespace knap::eda {

Result<void> write_vivado_project(const std::filesystem::path& folder, const hw::Device& device,
                                  const std::string& top, double period_ns,
                                  std::optional<hw::Family> leaves) {
  const std::string text = fmt::format(
      R"(# Vivado batch script for {part}. UNTESTED: written without Vivado at hand.
# usage: cd synth/{alias} && vivado -mode batch -source vivado.tcl
set rtl [file normalize ../../rtl]
create_project -in_memory -part {part}
set list [open $rtl/{list}]
foreach file [split [string trim [read $list]] "\n"] {{ read_verilog -sv $rtl/$file }}
close $list
# Memory images are found by name.
foreach image [glob -nocomplain $rtl/*.mem] {{ add_files $image }}
set constraints [open clock.xdc w]
puts $constraints "create_clock -period {period} -name clk \[get_ports clk\]"
close $constraints
read_xdc clock.xdc
synth_design -top {top} -part {part} -mode out_of_context
opt_design
place_design
route_design
report_utilization -hierarchical -file utilisation.rpt
report_timing_summary -file timing.rpt
)",
      fmt::arg("part", device.part), fmt::arg("alias", device.alias),
      fmt::arg("list", hw::source_list(leaves)), fmt::arg("period", period_ns), fmt::arg("top", top));
  return write_file(folder / "synth" / device.alias / "vivado.tcl", text);
}

}  // namespace knap::eda
