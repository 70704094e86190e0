#include "hw/device/rows.h"

namespace knap::hw {

// Columns of the capacity: LUT, carry (not counted), FF, DSP, block RAM, UltraRAM. No open place-and-route,
// so pins are no limit.
std::span<const Device> xc7_devices() {
  static const std::vector<Device> rows = {
      // 20,800 LUT6, 41,600 flip-flops, 90 DSP48E1, 50 RAMB36.
      {"xc7a35t",
       "xc7a35tcpg236-1",
       Family::Xc7,
       {20800, 0, 41600, 90, 50, 0},
       {},
       "Xilinx DS180, 7 Series FPGAs Overview, table 4 (Artix-7)"},
      // 53,200 LUT6, 106,400 flip-flops, 220 DSP48E1, 140 RAMB36.
      {"xc7z020",
       "xc7z020clg400-1",
       Family::Xc7,
       {53200, 0, 106400, 220, 140, 0},
       {},
       "Xilinx DS190, Zynq-7000 SoC Overview, table 1"},
  };
  return rows;
}

}  // namespace knap::hw
