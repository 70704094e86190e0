// cover: how many lookup tables of k inputs realise some bits of a Gates.
#pragma once

#include <vector>

#include "hw/cost/gates.h"

namespace knap::hw {

/// Lookup tables that a mapper needs for `roots`: priority cuts by area flow (Mishchenko et al. 2007, ICCAD,
/// "Combinational and sequential mapping with priority cuts"), in three passes, each after the first with the
/// fan-outs of the covers before it. A root that is the complement of a leaf takes an inverter. `inputs` is 3
/// to
/// 6. Linear in the gates; an upper bound of the least number of tables.
int count_tables(const Gates& gates, const std::vector<Bit>& roots, int inputs);

}  // namespace knap::hw
