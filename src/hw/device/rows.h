// The rows of each family, private to hw/device.
#pragma once

#include "hw/device/device.h"

namespace knap::hw {

std::span<const Device> xc7_devices();
std::span<const Device> xcup_devices();
std::span<const Device> ecp5_devices();
std::span<const Device> ice40_devices();

}  // namespace knap::hw
