#include "eda/yosys/script.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hw/prim/leaves.h"

namespace knap::eda {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(SynthScript, NamesTopSourcesAndNetlistRelativeToTheRtl) {
  const SynthScript what{
      "lamp_top", {"lamp_top.sv", "prim/ecp5/knap_ram_block.sv"}, "../synth/ecp5-25f/netlist.json"};
  const std::string text = synth_script(what, *hw::find_device("ecp5-25f"));
  EXPECT_EQ(text,
            "# Netlist of lamp_top for ecp5-25f (LFE5U-25F-6BG256C). Run in rtl/: yosys -q -s "
            "../synth/ecp5-25f/synth.ys\n"
            "read_verilog -sv -defer -D KNAP_ROM_REGISTERED_DEPTH=1024 \\\n"
            "  lamp_top.sv \\\n"
            "  prim/ecp5/knap_ram_block.sv\n"
            "synth_ecp5 -abc9 -nowidelut -nodsp -nobram -top lamp_top -run begin:coarse\n"
            "proc\nsetattr -set keep 1 a:keep=true %ci1 t:$*dff* %i\nflatten\nopt_expr\nopt_clean\nopt "
            "-nodffe -nosdff\nwreduce\npeepopt\nopt_clean\n"
            "techmap -map prim/generic/knap_multiply.map.v -map prim/ecp5/knap_chain.map.v t:$mul\n"
            "techmap -map prim/generic/knap_sum.map.v t:$add t:$sub\n"
            "scratchpad -copy abc9.script.flow2 abc9.script\n"
            "synth_ecp5 -abc9 -nowidelut -nodsp -nobram -top lamp_top -run coarse:map_ram\n"
            "memory_libmap -lib prim/ecp5/knap_rom_registered.lib.txt a:knap_output_register=1\n"
            "memory_libmap -lib prim/ecp5/knap_rom_block.lib.txt a:rom_style=block\n"
            "techmap -map prim/generic/knap_rom_block.map.v -map prim/ecp5/knap_rom_cell.map.v\n"
            "synth_ecp5 -abc9 -nowidelut -nodsp -nobram -top lamp_top -run map_ram:\n"
            "hierarchy -purge_lib -top lamp_top\n"
            "setattr -unset src =*\n"
            "setattr -mod -unset src =*\n"
            "write_json ../synth/ecp5-25f/netlist.json\n");
}

TEST(SynthScript, SumsAreAddersEverywhereAndProductsAreChainsWhereTheyAreCheap) {
  for (const hw::Device& device : hw::all_devices()) {
    const std::string text = synth_script({"t", {"t.sv"}, "n.json"}, device);
    EXPECT_THAT(text, HasSubstr(hw::sum_mapping())) << device.alias;
    EXPECT_EQ(text.find("t:$mul") == std::string::npos, device.family == hw::Family::Ice40) << device.alias;
  }
}

TEST(SynthScript, GenericLeavesComeWithNothingOfTheFamily) {
  for (const hw::Device& device : hw::all_devices()) {
    const std::string text = synth_script({"t", {"t.sv"}, "n.json", true}, device);
    EXPECT_THAT(text, Not(HasSubstr(fmt::format("prim/{}", to_string(device.family))))) << device.alias;
    EXPECT_THAT(text, HasSubstr("-nobram")) << device.alias;
    // Yosys refuses a distributed memory where the family has none.
    EXPECT_EQ(text.find("-unset ram_style") != std::string::npos, device.family == hw::Family::Ice40)
        << device.alias;
  }
}

TEST(SynthScript, NoDeviceLetsYosysInferBlocks) {
  for (const hw::Device& device : hw::all_devices()) {
    const std::string text = synth_script({"t", {"t.sv"}, "n.json"}, device);
    EXPECT_THAT(text, HasSubstr("-nobram")) << device.alias;
    EXPECT_THAT(text, Not(HasSubstr(" -dsp"))) << device.alias;
  }
}

}  // namespace
}  // namespace knap::eda
