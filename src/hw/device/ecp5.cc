#include "hw/device/rows.h"

namespace knap::hw {

// Columns of the capacity: LUT, carry (not counted), FF, DSP, block RAM, UltraRAM, logic cells (no limit),
// pins.
std::span<const Device> ecp5_devices() {
  static const std::vector<Device> rows = {
      // 24k LUT4 in 12,144 slices with two LUT4 and two flip-flops each, 28 MULT18X18, 56 EBR of 18 kbit.
      {"ecp5-25f",
       "LFE5U-25F-6BG256C",
       Family::Ecp5,
       {24288, 0, 24288, 28, 56, 0, 0, 197},
       {"--25k", "--package", "CABGA256", "--speed", "6"},
       "Lattice FPGA-DS-02012, ECP5 and ECP5-5G Family, table 1.1; TRELLIS_SLICE count of Project Trellis"},
      // 44k LUT4 in 21,924 slices, 72 MULT18X18, 108 EBR of 18 kbit.
      {"ecp5-45f",
       "LFE5U-45F-6BG256C",
       Family::Ecp5,
       {43848, 0, 43848, 72, 108, 0, 0, 197},
       {"--45k", "--package", "CABGA256", "--speed", "6"},
       "Lattice FPGA-DS-02012, ECP5 and ECP5-5G Family, table 1.1; TRELLIS_SLICE count of Project Trellis"},
      // 84k LUT4 in 41,820 slices, 156 MULT18X18, 208 EBR of 18 kbit.
      {"ecp5-85f",
       "LFE5U-85F-6BG381C",
       Family::Ecp5,
       {83640, 0, 83640, 156, 208, 0, 0, 205},
       {"--85k", "--package", "CABGA381", "--speed", "6"},
       "Lattice FPGA-DS-02012, ECP5 and ECP5-5G Family, table 1.1; TRELLIS_SLICE count of Project Trellis"},
  };
  return rows;
}

}  // namespace knap::hw
