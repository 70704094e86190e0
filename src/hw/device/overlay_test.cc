#include "hw/device/overlay.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::hw {
namespace {

TEST(ParseOverlays, ReadsDevicesByAnyOfTheirNamesAndNothingElse) {
  const auto overlays =
      parse_overlays("[layer.a]\npe = 2\n[device.LFE5U-25F-6BG256C]\ngeneric_leaves = true\n", "plan.toml");
  ASSERT_TRUE(overlays.ok()) << to_string(overlays.error());
  EXPECT_EQ(overlays->size(), 1U);
  EXPECT_TRUE(overlays->at("ecp5-25f").generic_leaves);
  EXPECT_TRUE(parse_overlays("clock_mhz = 3\n", "plan.toml")->empty());
}

TEST(ParseOverlays, AnUnknownDeviceOrKeyIsToldAtItsLine) {
  const auto device = parse_overlays("clock_mhz = 3\n[device.no_such]\n", "plan.toml");
  ASSERT_FALSE(device.ok());
  EXPECT_TRUE(device.error().is(diag::kUnknownName));
  EXPECT_EQ(device.error().first().where.rfind("plan.toml:2:", 0), 0U) << to_string(device.error());
  EXPECT_FALSE(parse_overlays("[device.up5k]\ngeneric = true\n", "plan.toml").ok());
}

}  // namespace
}  // namespace knap::hw
