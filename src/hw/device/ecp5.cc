#include "hw/device/rows.h"

namespace knap::hw {
namespace {

constexpr std::string_view kSource =
    "Lattice FPGA-DS-02012, ECP5 and ECP5-5G Family, table 1.1; TRELLIS_SLICE count of Project Trellis";

}  // namespace

// Carries and logic cells are no limit: both lie in the slices of the LUTs.
std::span<const Device> ecp5_devices() {
  static const std::vector<Device> rows = {
      // 24k LUT4 in 12,144 slices with two LUT4 and two flip-flops each, 28 MULT18X18, 56 EBR of 18 kbit.
      {.alias = "ecp5-25f",
       .part = "LFE5U-25F-6BG256C",
       .family = Family::Ecp5,
       .capacity = {.lut = 24288, .ff = 24288, .dsp = 28, .bram = 56, .pins = 197},
       .pnr_options = {"--25k", "--package", "CABGA256", "--speed", "6"},
       .source = kSource},
      // 44k LUT4 in 21,924 slices, 72 MULT18X18, 108 EBR of 18 kbit.
      {.alias = "ecp5-45f",
       .part = "LFE5U-45F-6BG256C",
       .family = Family::Ecp5,
       .capacity = {.lut = 43848, .ff = 43848, .dsp = 72, .bram = 108, .pins = 197},
       .pnr_options = {"--45k", "--package", "CABGA256", "--speed", "6"},
       .source = kSource},
      // 84k LUT4 in 41,820 slices, 156 MULT18X18, 208 EBR of 18 kbit.
      {.alias = "ecp5-85f",
       .part = "LFE5U-85F-6BG381C",
       .family = Family::Ecp5,
       .capacity = {.lut = 83640, .ff = 83640, .dsp = 156, .bram = 208, .pins = 205},
       .pnr_options = {"--85k", "--package", "CABGA381", "--speed", "6"},
       .source = kSource},
  };
  return rows;
}

}  // namespace knap::hw
