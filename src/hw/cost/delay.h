// delay: how long signals take between two edges of the clock, before anything is mapped or placed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hw/device/device.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// Nanoseconds of a family's cells, in the slowest speed grade of hw/device.
struct CellDelays {
  double clock_to_out = 0, setup = 0;  ///< of flip-flops
  double table = 0;                    ///< a lookup table
  double chain_in = 0, chain_bit = 0, chain_out = 0;
  double lut_ram = 0;  ///< from the read address
  double block_ram = 0, block_ram_registered = 0, block_ram_setup = 0;
  double multiplier = 0, multiplier_setup = 0;
  double hop = 0;        ///< one routed connection
  double block_hop = 0;  ///< and this from or to a block memory, whose column lies far away
  double spread = 0;     ///< and this for each doubling of what it has to reach
};

/// What is known of a family; nothing where nobody has measured it yet.
const std::optional<CellDelays>& cell_delays(Family family);

/// The slowest path that starts and ends at an edge.
struct WorstPath {
  double ns = 0;
  std::string module;  ///< in which it ends; where it only passes through it is not named
  double mhz() const { return 1000 / ns; }
};

/// Of a design as the flow of eda/yosys maps it: tables of least depth, one chain per sum, the products of
/// prim/<family>. Placement is one hop for every connection. Nothing without cell_delays of the family.
std::optional<WorstPath> worst_path(const Design& design, Family family);

/// The slowest path of a module that instantiates nothing, between neighbours whose streams come from and go
/// to registers. Nothing without cell_delays of the family.
std::optional<double> stage_ns(const Module& module, Family family);

}  // namespace knap::hw
