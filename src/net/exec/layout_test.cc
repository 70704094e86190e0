#include "net/exec/layout.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

TEST(Layout, BytesHoldAnyRangeOf256Codes) {
  EXPECT_EQ(Layout::of({0, 255}), (Layout{Storage::Byte, 0}));
  EXPECT_EQ(Layout::of({-128, 127}), (Layout{Storage::Byte, 128}));
  EXPECT_EQ(Layout::of({-1, 254}), (Layout{Storage::Byte, 1}));
  EXPECT_EQ(Layout::of({300, 400}), (Layout{Storage::Byte, -300}));
  EXPECT_EQ(Layout::of({-1, 255}).storage, Storage::Word);
}

TEST(Layout, WordsLeaveRoomForOneAddition) {
  EXPECT_TRUE(fits_word({-(1LL << 30), (1LL << 30) - 1}));
  EXPECT_FALSE(fits_word({0, 1LL << 30}));
  EXPECT_EQ(Layout::of({0, 1LL << 30}).storage, Storage::Long);
}

TEST(Layout, BuffersAreAlignedAndTheirSlackIsZero) {
  const Buffer buffer(100);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.as<std::byte>()) % 64, 0u);
  for (int i = 0; i < kSlackBytes; ++i) EXPECT_EQ(buffer.as<std::uint8_t>()[100 + i], 0);
}

}  // namespace
}  // namespace knap::net
