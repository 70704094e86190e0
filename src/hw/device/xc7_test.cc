#include <gtest/gtest.h>

#include "hw/device/rows.h"

namespace knap::hw {
namespace {

TEST(Xc7Devices, HaveTwoFlipFlopsPerLut) {
  for (const Device& device : xc7_devices())
    EXPECT_EQ(device.capacity.ff, 2 * device.capacity.lut) << device.alias;
}

}  // namespace
}  // namespace knap::hw
