#include <gtest/gtest.h>

#include "hw/device/rows.h"

namespace knap::hw {
namespace {

TEST(Ecp5Devices, NameTheirPackageForPlaceAndRoute) {
  for (const Device& device : ecp5_devices()) {
    ASSERT_EQ(device.pnr_options.size(), 5u) << device.alias;
    EXPECT_EQ(device.pnr_options[1], "--package") << device.alias;
    EXPECT_EQ(device.capacity.lut, device.capacity.ff) << device.alias;
  }
}

}  // namespace
}  // namespace knap::hw
