// estimate: resources of a design on devices, from the calibrated model; needs no EDA tool.
#pragma once

#include <string>
#include <vector>

#include "core/text/value.h"
#include "hw/device/device.h"
#include "hw/ir/module.h"

namespace knap::app {

/// Do the estimated resources stay below `max_share` of every device?
bool fits_devices(const hw::Design& design, const std::vector<std::string>& devices, double max_share);

/// {lut, ff, dsp, bram} as a report table.
Value resources_table(const hw::Resources& resources);
/// Fractions of what the device has; resources that it lacks are left out.
Value share_table(const hw::Resources& used, const hw::Device& device);

}  // namespace knap::app
