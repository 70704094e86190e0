// cell_delays: what the cells of a family take, and what a wire between them is reckoned to take.
#pragma once

#include <optional>

#include "hw/device/device.h"

namespace knap::hw {

/// Nanoseconds of a family's cells, in the slowest speed grade of hw/device.
struct CellDelays {
  double clock_to_out = 0, setup = 0;  ///< of flip-flops
  double table = 0;                    ///< a lookup table
  double chain_in = 0;   ///< from an operand to its carry; on Xilinx, from the table in front of it
  double chain_bit = 0;  ///< from carry to carry
  double chain_out = 0;  ///< from carry to sum
  double lut_ram = 0;    ///< from the read address
  double block_ram = 0, block_ram_registered = 0, block_ram_setup = 0;
  double multiplier = 0, multiplier_setup = 0;  ///< of registers inside
  double multiplier_inside = 0;  ///< from factors to product where no register lies between; 0: not known
  double hop = 0;                ///< one routed connection
  double block_hop = 0;          ///< and this from or to a block memory, whose column lies far away
  double multiplier_hop = 0;     ///< likewise of a multiplier
  double spread = 0;             ///< and this for each doubling of what it has to reach
};

/// By measurement for ECP5 and iCE40, but for what cell_delays.cc calls a guess there; for the Xilinx
/// families, which no open tool places, the cells are published ones and the wires an assumption
/// (cell_delays.cc names the sources).
const CellDelays& cell_delays(Family family);

}  // namespace knap::hw
