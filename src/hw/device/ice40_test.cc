#include <gtest/gtest.h>

#include "hw/device/rows.h"

namespace knap::hw {
namespace {

TEST(Ice40Devices, HaveOneFlipFlopPerLut) {
  for (const Device& device : ice40_devices())
    EXPECT_EQ(device.capacity.ff, device.capacity.lut) << device.alias;
}

}  // namespace
}  // namespace knap::hw
