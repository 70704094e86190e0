// random_design: designs of random operations, registers, memories, multipliers and instances, for property
// tests.
#pragma once

#include <cstdint>

#include "core/base/rng.h"
#include "hw/ir/module.h"

namespace knap::hw {

struct RandomOptions {
  int modules = 3;
  int operations = 30;  ///< per module
  int width_bits = 20;  ///< wider values are cut
  int max_lanes = 5;
};

/// A verified design whose behaviour does not depend on what its state held at the start once `init` and the
/// reset have been 1 for kRandomInitCycles cycles while `init_address` counted through [0, 7]. Its claims
/// hold, and no memory is read at the address that is written. All modules have the inputs init and
/// init_address first.
Design random_design(Rng& rng, const RandomOptions& options = {});

inline constexpr int kRandomInitCycles = 64;

}  // namespace knap::hw
