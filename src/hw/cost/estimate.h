// estimate: resources of a design before synthesis, from calibrated weights of what its modules consist of.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "hw/cost/features.h"
#include "hw/device/device.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// LUTs (and flip-flops) per unit of each feature, fitted by bench/calibrate on post-synthesis netlists of
/// one set of designs; the error on another set is in docs/estimate.md.
struct Calibration {
  std::array<double, kFeatures> lut{}, ff{};
};
const Calibration& calibration(Family family);

/// Block memories and DSP multipliers of a module, with the LUTs and flip-flops that their leaf bodies bring
/// along: exact.
Resources hard_blocks(const Module& module, Family family);

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
