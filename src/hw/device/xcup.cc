#include "hw/device/rows.h"

namespace knap::hw {

// Columns of the capacity: LUT, carry (not counted), FF, DSP, block RAM, UltraRAM. No open place-and-route,
// so pins are no limit.
std::span<const Device> xcup_devices() {
  static const std::vector<Device> rows = {
      // 230,400 LUT6, 460,800 flip-flops, 1,728 DSP48E2, 312 RAMB36, 96 URAM288.
      {"xczu7ev",
       "xczu7ev-ffvc1156-2-e",
       Family::Xcup,
       {230400, 0, 460800, 1728, 312, 96},
       {},
       "Xilinx DS891, Zynq UltraScale+ MPSoC Overview, table 5"},
      // 1,182,240 LUT6, 2,364,480 flip-flops, 6,840 DSP48E2, 2,160 RAMB36, 960 URAM288.
      {"xcvu9p",
       "xcvu9p-flgb2104-2-e",
       Family::Xcup,
       {1182240, 0, 2364480, 6840, 2160, 960},
       {},
       "Xilinx DS890, UltraScale Architecture and Product Data Sheet: Overview, table 9 (Virtex "
       "UltraScale+)"},
  };
  return rows;
}

}  // namespace knap::hw
