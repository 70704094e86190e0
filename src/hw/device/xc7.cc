#include "hw/device/rows.h"

namespace knap::hw {

// No open place-and-route, so pins are no limit.
std::span<const Device> xc7_devices() {
  static const std::vector<Device> rows = {
      // 20,800 LUT6, 41,600 flip-flops, 90 DSP48E1, 50 RAMB36.
      {.alias = "xc7a35t",
       .part = "xc7a35tcpg236-1",
       .family = Family::Xc7,
       .capacity = {.lut = 20800, .ff = 41600, .dsp = 90, .bram = 50},
       .pnr_options = {},
       .source = "Xilinx DS180, 7 Series FPGAs Overview, table 4 (Artix-7)"},
      // 53,200 LUT6, 106,400 flip-flops, 220 DSP48E1, 140 RAMB36.
      {.alias = "xc7z020",
       .part = "xc7z020clg400-1",
       .family = Family::Xc7,
       .capacity = {.lut = 53200, .ff = 106400, .dsp = 220, .bram = 140},
       .pnr_options = {},
       .source = "Xilinx DS190, Zynq-7000 SoC Overview, table 1"},
  };
  return rows;
}

}  // namespace knap::hw
