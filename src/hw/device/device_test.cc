#include "hw/device/device.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "core/base/diagnostics.h"

namespace knap::hw {
namespace {

TEST(Device, EveryRowIsCompleteAndUnique) {
  std::set<std::string_view> names;
  for (const Device& device : all_devices()) {
    EXPECT_TRUE(names.insert(device.alias).second) << device.alias;
    EXPECT_TRUE(names.insert(device.part).second) << device.part;
    EXPECT_FALSE(device.source.empty()) << device.alias;
    EXPECT_GT(device.capacity.lut, 0) << device.alias;
    EXPECT_GT(device.capacity.ff, 0) << device.alias;
    EXPECT_GT(device.capacity.dsp, 0) << device.alias;
    EXPECT_GT(device.capacity.bram, 0) << device.alias;
    EXPECT_EQ(device.pnr_options.empty(), !has_place_and_route(device.family)) << device.alias;
  }
}

TEST(Device, RowsLieUnderTheirFamily) {
  for (const Family family : kFamilies)
    for (const Device& device : devices(family)) EXPECT_EQ(device.family, family) << device.alias;
}

TEST(Device, TheNamesThatScriptsRelyOnAreKnown) {
  const std::pair<const char*, const char*> pairs[] = {
      {"ecp5-25f", "LFE5U-25F-6BG256C"}, {"ecp5-45f", "LFE5U-45F-6BG256C"},
      {"ecp5-85f", "LFE5U-85F-6BG381C"}, {"xc7a35t", "xc7a35tcpg236-1"},
      {"xc7z020", "xc7z020clg400-1"},    {"xczu7ev", "xczu7ev-ffvc1156-2-e"},
      {"xcvu9p", "xcvu9p-flgb2104-2-e"}, {"up5k", "iCE40UP5K-SG48"},
  };
  for (const auto& [alias, part] : pairs) {
    ASSERT_TRUE(find_device(alias).ok()) << alias;
    EXPECT_EQ(find_device(alias)->part, part);
    ASSERT_TRUE(find_device(part).ok()) << part;
    EXPECT_EQ(find_device(part)->alias, alias);
  }
}

TEST(Device, AnUnknownNameIsRefusedAndTheNearestNamed) {
  const auto found = find_device("ecp5-26f");
  ASSERT_FALSE(found.ok());
  EXPECT_TRUE(found.error().is(diag::kUnknownName));
  EXPECT_EQ(found.error().first().where, "ecp5-26f");
  EXPECT_NE(found.error().first().message.find("nearest is ecp5-25f"), std::string::npos);
  EXPECT_NE(found.error().first().message.find("xcvu9p"), std::string::npos);
}

TEST(Device, ShareIsPartOfTheCapacity) {
  const Device device = *find_device("up5k");
  Resources used;
  used.lut = 528;
  used.bram = 15;
  EXPECT_DOUBLE_EQ(share(used, device).lut, 0.1);
  EXPECT_DOUBLE_EQ(share(used, device).bram, 0.5);
  EXPECT_TRUE(fits(used, device));
  used.dsp = 9;
  EXPECT_FALSE(fits(used, device));
  used.dsp = 0;
  used.uram = 1;
  EXPECT_TRUE(std::isinf(share(used, device).uram));
  EXPECT_FALSE(fits(used, device));
  used = {};
  used.pins = 40;
  EXPECT_FALSE(fits(used, device));
  EXPECT_TRUE(fits(used, *find_device("xc7z020"))) << "pins are no limit without place-and-route";
}

TEST(Device, ResourcesAddUp) {
  Resources a{1, 2, 3, 4, 5.5, 6};
  a += Resources{1, 1, 1, 1, 0.5, 1, 1, 1};
  EXPECT_EQ(a, (Resources{2, 3, 4, 5, 6, 7, 1, 1}));
}

}  // namespace
}  // namespace knap::hw
