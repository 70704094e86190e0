// verify: a design is well formed - types derive, everything is driven once, no combinational loop.
#pragma once

#include "core/base/result.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// The type that a driver's result has at least (interval arithmetic); the declared type must contain it,
/// except for Narrow, Truncate, Wire, ports, registers, memories and instances, where it is declared.
Result<void> verify(const Design& design);

}  // namespace knap::hw
