// estimate: resources of a design on devices, from the calibrated model; needs no EDA tool.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/text/value.h"
#include "hw/device/device.h"
#include "hw/ir/module.h"

namespace knap::app {

/// Estimated resources as fractions of what a device has, the greatest over the devices. kUnknownName.
Result<hw::Resources> greatest_shares(const hw::Design& design, const std::vector<std::string>& devices);

/// {lut, ff, dsp, bram} as a report table.
Value resources_table(const hw::Resources& resources);
/// Fractions of what the device has; resources that it lacks are left out.
Value share_table(const hw::Resources& used, const hw::Device& device);

}  // namespace knap::app
