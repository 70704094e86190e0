// energy: what one inference takes, from its operations - an order of magnitude, never a measurement.
#pragma once

#include <cstdint>

namespace knap::hw {

/// Work of one inference in stream style, where every product reads its two operands from a memory.
struct Operations {
  double product_bits = 0;  ///< sum over multiply-accumulates of weight bits x activation bits
  double sum_bits = 0;      ///< sum over multiply-accumulates of accumulator bits
  double read_bits = 0;     ///< sum over multiply-accumulates of weight bits + activation bits

  void add(std::int64_t macs, int weight_bits, int activation_bits, int accumulator_bits);
};

/// Dynamic energy in microjoules. Energies per operation at 45 nm: Horowitz, ISSCC 2014, "Computing's energy
/// problem" (8-bit product 0.2 pJ, 32-bit sum 0.1 pJ, 64 bits from 8 KB of SRAM 10 pJ), scaled with the bits;
/// logic of an FPGA takes 14 times that of an ASIC: Kuon and Rose, IEEE TCAD 26(2), 2007, table for logic
/// without hard blocks. Leakage, clock tree, input and output are left out.
double dynamic_energy_uj(const Operations& operations);

}  // namespace knap::hw
