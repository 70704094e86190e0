// Leaves: the bodies of knap's leaf modules - RAMs, ROMs, DSP multiplier - generic and per family.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hw/device/device.h"

namespace knap::hw {

/// All that lies under rtl/prim/ of an output folder, "generic/knap_ram_lut.sv" -> text. Copied whole, so
/// that files.f and synth.ys find what they name.
std::map<std::string, std::string> leaf_files();

/// The leaf modules that designs instantiate: knap_ram_lut, knap_ram_block, knap_ram_async, knap_rom_lut,
/// knap_rom_block, knap_multiply_dsp, knap_accumulate, knap_stream_check. Interfaces are those of the generic
/// bodies.
std::vector<std::string_view> leaf_modules();

/// What files.f (no family) and files.<family>.f list: "prim/xc7/knap_ram_block.sv", ... relative to rtl/;
/// the family's body where it has one (UltraScale+: or that of the 7 series), else the generic one; helpers
/// that bodies instantiate come first.
std::vector<std::string> leaf_sources(std::optional<Family> family);
/// The name of that list: "files.f", "files.xc7.f".
std::string source_list(std::optional<Family> family);

/// How Yosys maps knap_rom_block: a memory library and the techmaps of what it makes, relative to rtl/.
struct RomMapping {
  std::string library;
  std::vector<std::string> techmaps;
  std::string registered;  ///< library of those with an output register, "" where there is none
};
RomMapping rom_mapping(Family family);
/// Yosys techmaps of products of two variables into carry chains of the family, relative to rtl/; none for
/// iCE40, whose carry cells take no partial product.
std::vector<std::string> multiply_mapping(Family family);
/// A Yosys techmap of sums and differences into adders, relative to rtl/.
std::string sum_mapping();

}  // namespace knap::hw
