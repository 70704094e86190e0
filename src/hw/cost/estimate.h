// estimate: resources of a design before synthesis, from calibrated weights of what its modules consist of.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "hw/cost/features.h"
#include "hw/device/device.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// LUTs (and flip-flops) per unit of each feature: near 1, for features count both already. Fitted by
/// bench/calibrate on post-synthesis netlists of sample designs, or plain counts where a fit is no better
/// (calibration.cc says which); `bench_calibrate fit` quotes the error on designs that took no part.
struct Calibration {
  std::array<double, kFeatures> lut{}, ff{};
};
const Calibration& calibration(Family family);

/// Block memories and DSP blocks of a module: exact. The LUTs and flip-flops of their leaf bodies (bank
/// selects, products too wide for a block) are not counted.
Resources hard_blocks(const Module& module, Family family);

/// A module without what it instantiates, rounded to whole cells.
Resources module_estimate(const Module& module, Family family);

struct ModuleEstimate {
  std::string layer;  ///< "" = glue
  Resources resources;
};

struct Estimate {
  Resources total;
  std::vector<ModuleEstimate> layers;  ///< one per instance under the top, in order; then glue
};

/// DSP and BRAM are exact (the formulas of hw/cost/memory); LUT and FF are estimates, rounded to whole cells.
Estimate estimate(const Design& design, Family family);

}  // namespace knap::hw
