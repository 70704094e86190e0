// verify: a design is well formed - types derive, everything is driven once, no combinational loop.
#pragma once

#include "core/base/result.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// Every id exists; every declared type contains the derived one (derive.h), except for Narrow, which must be
/// narrower, and Truncate, which must be a full range; registers, memories, multipliers and instances fit
/// what they are given; no combinational loop, also not through instances. All complaints (bad-artefact,
/// where = module.signal) are collected.
Result<void> verify(const Design& design);

}  // namespace knap::hw
