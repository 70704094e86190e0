// delay: how long signals take between two edges of the clock, before anything is mapped or placed.
#pragma once

#include <string>
#include <vector>

#include "hw/cost/cell_delays.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// The slowest path that starts and ends at an edge.
struct WorstPath {
  double ns = 0;
  std::string module;  ///< in which it ends; where it only passes through it is not named
  double mhz() const { return 1000 / ns; }
};

/// Of a design as the flow of eda/yosys maps it: tables of least depth, one chain per sum, the products of
/// prim/<family>. Placement is one hop for every connection, and
/// more where it reaches many or a column of blocks.
WorstPath worst_path(const Design& design, Family family);

/// The slowest path, in nanoseconds, of a module that instantiates nothing, between neighbours whose streams
/// come from and go to registers.
double stage_ns(const Module& module, Family family);

}  // namespace knap::hw
