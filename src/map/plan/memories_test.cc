#include "map/plan/memories.h"

#include <gtest/gtest.h>

namespace knap::map {
namespace {

TEST(Memories, SmallOnesStayInLookUpTables) {
  EXPECT_EQ(memory_for(512, 64), hw::MemoryStyle::Lut);
  EXPECT_EQ(memory_for(16384, 1024), hw::MemoryStyle::Block);
  EXPECT_EQ(memory_for(16384, 8), hw::MemoryStyle::Lut);
}

TEST(Memories, AFifoNeedsMoreWordsForABlock) {
  EXPECT_EQ(fifo_memory_for(8192, 64), hw::MemoryStyle::Lut);
  EXPECT_EQ(fifo_memory_for(8192, 128), hw::MemoryStyle::Block);
  EXPECT_EQ(fifo_memory_for(1024, 128), hw::MemoryStyle::Lut);
}

TEST(Memories, OneRowNeverGoesToABlock) {
  EXPECT_FALSE(is_worth_a_block(32));
  EXPECT_TRUE(is_worth_a_block(33));
}

}  // namespace
}  // namespace knap::map
