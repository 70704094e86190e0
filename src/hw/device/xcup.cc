#include "hw/device/rows.h"

namespace knap::hw {

// No open place-and-route, so pins are no limit.
std::span<const Device> xcup_devices() {
  static const std::vector<Device> rows = {
      // 230,400 LUT6, 460,800 flip-flops, 1,728 DSP48E2, 312 RAMB36, 96 URAM288.
      {.alias = "xczu7ev",
       .part = "xczu7ev-ffvc1156-2-e",
       .family = Family::Xcup,
       .capacity = {.lut = 230400, .ff = 460800, .dsp = 1728, .bram = 312, .uram = 96},
       .pnr_options = {},
       .source = "Xilinx DS891, Zynq UltraScale+ MPSoC Overview, table 5"},
      // 1,182,240 LUT6, 2,364,480 flip-flops, 6,840 DSP48E2, 2,160 RAMB36, 960 URAM288.
      {.alias = "xcvu9p",
       .part = "xcvu9p-flgb2104-2-e",
       .family = Family::Xcup,
       .capacity = {.lut = 1182240, .ff = 2364480, .dsp = 6840, .bram = 2160, .uram = 960},
       .pnr_options = {},
       .source = "Xilinx DS890, UltraScale Architecture and Product Data Sheet: Overview, table 9 (Virtex "
                 "UltraScale+)"},
  };
  return rows;
}

}  // namespace knap::hw
