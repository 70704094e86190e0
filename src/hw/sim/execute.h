// execute: runs operations over the slots.
#pragma once

#include "hw/sim/program.h"

namespace knap::hw::sim {

/// Runs [begin, end); stops after the first Narrow whose claim fails (its result is wrapped to the type's
/// width) and returns the operation after it; else returns end with `failed` false.
struct Stop {
  const Op* next = nullptr;
  bool failed = false;
};
Stop execute(const Program& program, const Op* begin, const Op* end, std::int64_t* slots);

/// Copies and says whether anything changed.
bool copy_changed(std::int64_t* dst, const std::int64_t* src, std::uint32_t lanes);

}  // namespace knap::hw::sim
