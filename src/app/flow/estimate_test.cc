#include "app/flow/estimate.h"

#include <gtest/gtest.h>

#include "hw/cost/estimate.h"
#include "hw/ir/builder.h"

namespace knap::app {
namespace {

/// One 8 x 8 DSP product: `lanes` of them.
hw::Design multipliers(int lanes) {
  hw::Builder b("top");
  const hw::Value x = b.input("x", hw::Type{{-128, 127}, lanes}),
                  y = b.input("y", hw::Type{{-128, 127}, lanes});
  b.output("z", b.multiply_dsp("z", x, y, b.bit(true), 2));
  hw::Design design;
  design.modules = {b.finish()};
  return design;
}

TEST(FitsDevices, TheShareCountsForEveryDevice) {
  const auto dsps = [](const std::vector<std::string>& names) {
    std::vector<hw::Device> devices;
    std::vector<hw::Family> families;
    std::vector<hw::Resources> used;
    for (const std::string& name : names) {
      devices.push_back(hw::find_device(name).value());
      families.push_back(devices.back().family);
      used.push_back(hw::estimate(multipliers(4), families.back()).total);
    }
    return greatest_shares(used, families, devices).dsp;
  };
  EXPECT_EQ(dsps({"up5k"}), 0.5) << "4 of 8";
  EXPECT_LT(dsps({"xc7z020"}), 0.5);
  EXPECT_EQ(dsps({"xc7z020", "up5k"}), 0.5) << "the scarcest counts";
  EXPECT_EQ(dsps({}), 0) << "no device, no limit";
}

TEST(ToCells, AreWholeButForHalvesOfBlockMemories) {
  hw::Resources used;
  used.lut = 119.6;
  used.bram = 1.5;
  const schema::Cells cells = to_cells(used);
  EXPECT_EQ(cells.lut, 120);
  EXPECT_EQ(cells.bram, 1.5);
}

TEST(ToShares, LeaveOutWhatTheDeviceLacks) {
  const hw::Device device = hw::find_device("up5k").value();
  hw::Resources used;
  used.lut = device.capacity.lut / 4;
  const schema::Shares shares = to_shares(used, device);
  EXPECT_EQ(shares.lut, 0.25);
  EXPECT_FALSE(shares.uram.has_value());
}

}  // namespace
}  // namespace knap::app
