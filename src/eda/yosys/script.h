// synth_script: the Yosys script that makes a netlist of emitted RTL.
#pragma once

#include <string>
#include <vector>

#include "hw/device/device.h"

namespace knap::eda {

struct SynthScript {
  std::string top;
  std::vector<std::string> sources;  ///< as files.<family>.f lists them, relative to rtl/
  std::string netlist;               ///< relative to rtl/: "../synth/xc7z020/netlist.json"
  bool has_generic_leaves = false;   ///< no maps of the family either: memories and products become logic
  bool has_default_mapping = false;  ///< by ABC9's own commands, not by those that find smaller tables
};

/// The text of synth.ys, to be run in rtl/ with `yosys -q -s`. Multipliers and block RAM come from leaf
/// modules alone: Yosys infers none by itself. Modules with (* keep_hierarchy *) stay, all others are
/// flattened into them.
std::string synth_script(const SynthScript& what, const hw::Device& device);

}  // namespace knap::eda
