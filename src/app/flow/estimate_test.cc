#include "app/flow/estimate.h"

#include <gtest/gtest.h>

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
  EXPECT_EQ(greatest_shares(multipliers(4), {"up5k"})->dsp, 0.5) << "4 of 8";
  EXPECT_LT(greatest_shares(multipliers(4), {"xc7z020"})->dsp, 0.5);
  EXPECT_EQ(greatest_shares(multipliers(4), {"xc7z020", "up5k"})->dsp, 0.5) << "the scarcest counts";
  EXPECT_FALSE(greatest_shares(multipliers(1), {"no-such-part"}).ok());
  EXPECT_EQ(greatest_shares(multipliers(1), {})->dsp, 0) << "no device, no limit";
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
