#include "app/flow/estimate.h"

#include <gtest/gtest.h>

#include "core/text/json.h"
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

TEST(ResourcesTable, WholeNumbersArePrintedWithoutAPoint) {
  hw::Resources used;
  used.lut = 120;
  used.bram = 1.5;
  const std::string text = print_json(resources_table(used), 0);
  EXPECT_NE(text.find("\"lut\":120,"), std::string::npos) << text;
  EXPECT_NE(text.find("\"bram\":1.5"), std::string::npos) << text;
}

TEST(ShareTable, LeavesOutWhatTheDeviceLacks) {
  const hw::Device device = hw::find_device("up5k").value();
  hw::Resources used;
  used.lut = device.capacity.lut / 4;
  const Value table = share_table(used, device);
  ASSERT_NE(table.find("lut"), nullptr);
  EXPECT_EQ(std::get<double>(table.find("lut")->data), 0.25);
  EXPECT_EQ(table.find("uram"), nullptr);
}

}  // namespace
}  // namespace knap::app
