#include "hw/device/rows.h"

namespace knap::hw {

// A logic cell holds one LUT, its carry and one flip-flop.
std::span<const Device> ice40_devices() {
  static const std::vector<Device> rows = {
      // 5,280 logic cells (one LUT4, one flip-flop), 8 SB_MAC16, 30 EBR of 4 kbit; its 4 SPRAM are not used.
      {.alias = "up5k",
       .part = "iCE40UP5K-SG48",
       .family = Family::Ice40,
       .capacity = {.lut = 5280, .ff = 5280, .dsp = 8, .bram = 30, .cells = 5280, .pins = 39},
       .pnr_options = {"--up5k", "--package", "sg48"},
       .source = "Lattice FPGA-DS-02008, iCE40 UltraPlus Family, table 1.1"},
  };
  return rows;
}

}  // namespace knap::hw
