// accumulators: the registers that add up, and begin anew with another value.
#pragma once

#include <cstdint>
#include <vector>

#include "hw/ir/module.h"

namespace knap::hw {

/// Its next value is (first ? start : its own) + addend, lane by lane, modulo 2^width. The leaf
/// knap_accumulate computes that: where a carry cell has tables in front (ECP5, Xilinx), the choice goes into
/// the adder's.
struct Accumulator {
  std::uint32_t reg = 0;
  SignalId next;                  ///< Register::next: the sum, or the sum narrowed
  SignalId sum, choice;           ///< what nothing else reads; `sum` may be `next`
  SignalId first, start, addend;  ///< `first` has one lane
};

/// In the order of the registers. Sums with a constant are counters, and none of these.
std::vector<Accumulator> accumulators(const Module& module);

}  // namespace knap::hw
