#include "eda/yosys/script.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "hw/prim/leaves.h"

namespace knap::eda {
namespace {

struct Flow {
  std::string command;          ///< with all options but -top and -run
  std::string_view first_step;  ///< the label after the cells are known
  std::string_view ram_step;    ///< the label at which memories are mapped
};

Flow flow(hw::Family family) {
  switch (family) {
    // -nosrl: -abc9 loses the clock enable of shift registers (SRL16E.CE = 1, Yosys 0.23).
    // -abc9 and, on ECP5, tables of four inputs alone: measured on the ECG design, 6,877 LUT4 without, 5,001
    // with them. -nodsp: xilinx_dsp packs too wide product registers with wrong high bits (Yosys 0.23 to
    // 0.69).
    case hw::Family::Xc7:
      return {"synth_xilinx -family xc7 -flatten -abc9 -nosrl -nodsp -nobram -noiopad -noclkbuf", "prepare",
              "map_memory"};
    case hw::Family::Xcup:
      return {"synth_xilinx -family xcup -flatten -abc9 -nosrl -nodsp -nobram -noiopad -noclkbuf", "prepare",
              "map_memory"};
    case hw::Family::Ecp5:
      return {"synth_ecp5 -abc9 -nowidelut -nodsp -nobram", "coarse", "map_ram"};
    case hw::Family::Ice40:
      // -abc9: 14 to 17 % faster and 2 to 10 % smaller on three networks (nextpnr 0.4, UP5K).
      return {"synth_ice40 -abc9 -device u -nobram", "flatten", "map_ram"};
  }
  return {};
}

}  // namespace

std::string synth_script(const SynthScript& what, const hw::Device& device) {
  const Flow steps = flow(device.family);
  const std::int64_t registered_depth = what.has_generic_leaves ? 0 : hw::registered_rom_depth(device.family);
  std::string text = fmt::format(
      "# Netlist of {} for {} ({}). Run in rtl/: yosys -q -s ../synth/{}/synth.ys\n"
      "read_verilog -sv -defer{}",
      what.top, device.alias, device.part, device.alias,
      registered_depth > 0 ? fmt::format(" -D KNAP_ROM_REGISTERED_DEPTH={}", registered_depth) : "");
  for (const std::string& source : what.sources) text += fmt::format(" \\\n  {}", source);
  text += "\n";
  text += fmt::format("{} -top {} -run begin:{}\n", steps.command, what.top, steps.first_step);
  // Copies of a register stay copies: a flip-flop that is kept is not merged with its like.
  text += "proc\nsetattr -set keep 1 a:keep=true %ci1 t:$*dff* %i\n";
  // A style that is asked for must be had; iCE40 has no distributed memory, so a generic body becomes
  // registers.
  if (what.has_generic_leaves && device.family == hw::Family::Ice40)
    text += "setattr -unset ram_style -unset rom_style m:*\n";
  // Products of variables and sums become carry chains before Yosys makes compressor trees of them.
  text +=
      "flatten\n"
      "opt_expr\n"
      "opt_clean\n"
      "opt -nodffe -nosdff\n"
      "wreduce\n"
      "peepopt\n"
      "opt_clean\n";
  if (const auto multiply = hw::multiply_mapping(device.family);
      !multiply.empty() && !what.has_generic_leaves)
    text += fmt::format("techmap -map {} t:$mul\n", fmt::join(multiply, " -map "));
  text += fmt::format("techmap -map {} t:$add t:$sub\n", hw::sum_mapping());
  if (device.family != hw::Family::Ice40 && !what.has_default_mapping)
    text += "scratchpad -copy abc9.script.flow2 abc9.script\n";
  if (what.has_generic_leaves) {
    text += fmt::format("{} -top {} -run {}:\n", steps.command, what.top, steps.first_step);
  } else {  // constant memories in block RAM get one shape each, chosen by the formula that the estimate uses
    const hw::RomMapping rom = hw::rom_mapping(device.family);
    text += fmt::format(
        "{0} -top {1} -run {2}:{3}\n"
        "{6}memory_libmap -lib {4} a:rom_style=block\n"
        "techmap -map {5}\n"
        "{0} -top {1} -run {3}:\n",
        steps.command, what.top, steps.first_step, steps.ram_step, rom.library,
        fmt::join(rom.techmaps, " -map "),
        rom.registered.empty()
            ? ""
            : fmt::format("memory_libmap -lib {} a:knap_output_register=1\n", rom.registered));
  }
  text += fmt::format(
      "hierarchy -purge_lib -top {}\n"
      "setattr -unset src =*\n"
      "setattr -mod -unset src =*\n"
      "write_json {}\n",
      what.top, what.netlist);
  return text;
}

}  // namespace knap::eda
