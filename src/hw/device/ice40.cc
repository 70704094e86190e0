#include "hw/device/rows.h"

namespace knap::hw {

// Columns of the capacity: LUT, carry (not counted), FF, DSP, block RAM, UltraRAM, logic cells, pins.
std::span<const Device> ice40_devices() {
  static const std::vector<Device> rows = {
      // 5,280 logic cells (one LUT4, one flip-flop), 8 SB_MAC16, 30 EBR of 4 kbit; its 4 SPRAM are not used.
      {"up5k",
       "iCE40UP5K-SG48",
       Family::Ice40,
       {5280, 0, 5280, 8, 30, 0, 5280, 39},
       {"--up5k", "--package", "sg48"},
       "Lattice FPGA-DS-02008, iCE40 UltraPlus Family, table 1.1"},
  };
  return rows;
}

}  // namespace knap::hw
