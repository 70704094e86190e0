// estimate: resources of a design on devices, from the calibrated model; needs no EDA tool.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/schema/device.h"
#include "hw/device/device.h"
#include "hw/ir/module.h"
#include "net/ir/integer.h"

namespace knap::app {

/// Resources, per family, as fractions of what a device of it has, the greatest over the devices.
hw::Resources greatest_shares(const std::vector<hw::Resources>& used, const std::vector<hw::Family>& families,
                              const std::vector<hw::Device>& devices);

/// Estimates round to whole cells.
schema::Cells to_cells(const hw::Resources& resources);
/// Fractions of what the device has; resources that it lacks are left out.
schema::Shares to_shares(const hw::Resources& used, const hw::Device& device);
/// Name, part and family.
schema::Device device_entry(const hw::Device& device);

/// Cells per layer and energy of a design that computes `graph`, for each device. kUnknownName.
Result<std::vector<schema::Device>> estimate_devices(const hw::Design& design, const net::IntGraph& graph,
                                                     const std::vector<std::string>& devices);

}  // namespace knap::app
