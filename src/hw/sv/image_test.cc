#include "hw/sv/image.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

TEST(Image, LaneZeroIsRightmostAndEveryLaneHasASpot) {
  Memory memory;
  memory.kind = MemoryKind::Rom;
  memory.word = {{-4, 3}, 2};
  memory.depth = 2;
  memory.contents =
      std::make_shared<const std::vector<std::int64_t>>(std::vector<std::int64_t>{1, -1, -4, 3});
  memory.what = "weight";
  std::vector<ConstantSpot> spots;
  EXPECT_EQ(memory_image(memory, "fc", "w.mem", spots), "111001\n011100\n");
  ASSERT_EQ(spots.size(), 4u);
  EXPECT_EQ(spots[1], (ConstantSpot{"fc", "weight", "w.mem", 1, 4, 3, 2}));  // lane 0 of word 0
  EXPECT_EQ(spots[2], (ConstantSpot{"fc", "weight", "w.mem", 2, 1, 3, 2}));  // lane 1 of word 1
  memory.what = "";
  spots.clear();
  memory_image(memory, "fc", "w.mem", spots);
  EXPECT_TRUE(spots.empty());
}

}  // namespace
}  // namespace knap::hw
