// cover: how many lookup tables of k inputs realise some bits of a Gates.
#pragma once

#include <functional>
#include <vector>

#include "hw/cost/gates.h"
#include "hw/device/device.h"

namespace knap::hw {

/// Both families have tables of six inputs in front of their carries.
inline bool is_xilinx(Family family) { return family == Family::Xc7 || family == Family::Xcup; }
/// Inputs of a lookup table.
inline int table_inputs(Family family) { return is_xilinx(family) ? 6 : 4; }

/// Lookup tables that a mapper needs for `roots`: priority cuts by area flow (Mishchenko et al. 2007, ICCAD,
/// "Combinational and sequential mapping with priority cuts"), in three passes, each after the first with the
/// fan-outs of the covers before it. A root that is the complement of a leaf takes an inverter. `inputs` is 3
/// to
/// 6. Linear in the gates; an upper bound of the least number of tables.
int count_tables(const Gates& gates, const std::vector<Bit>& roots, int inputs);

/// When each node is known, if the gates are mapped to tables of `inputs` inputs as early as can be: what a
/// mapper reaches that looks for the least depth first, as far as the cuts that it remembers go. A table
/// gives its output `table` after the last of its inputs; `arrives(node, time)` is when a node that is known
/// at `time` reaches a table that reads it. `leaf(node, times)` is when a leaf is known; it may look at all
/// nodes before it.
std::vector<double> earliest(const Gates& gates, int inputs, double table,
                             const std::function<double(std::uint32_t, double)>& arrives,
                             const std::function<double(std::uint32_t, const std::vector<double>&)>& leaf);

}  // namespace knap::hw
