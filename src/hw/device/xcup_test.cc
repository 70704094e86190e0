#include <gtest/gtest.h>

#include "hw/device/rows.h"

namespace knap::hw {
namespace {

TEST(XcupDevices, HaveTwoFlipFlopsPerLutAndUltraRam) {
  for (const Device& device : xcup_devices()) {
    EXPECT_EQ(device.capacity.ff, 2 * device.capacity.lut) << device.alias;
    EXPECT_GT(device.capacity.uram, 0) << device.alias;
  }
}

}  // namespace
}  // namespace knap::hw
