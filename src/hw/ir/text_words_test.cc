#include "hw/ir/text_words.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

TEST(TextWords, EveryEnumeratorComesBack) {
  for (int i = 0; i < 8; ++i)
    EXPECT_EQ(binary_op_of(word_of(static_cast<BinaryOp>(i))), static_cast<BinaryOp>(i));
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(direction_of(word_of(static_cast<Direction>(i))), static_cast<Direction>(i));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(memory_kind_of(word_of(static_cast<MemoryKind>(i))), static_cast<MemoryKind>(i));
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(memory_style_of(word_of(static_cast<MemoryStyle>(i))), static_cast<MemoryStyle>(i));
  EXPECT_FALSE(binary_op_of("plus").has_value());
}

}  // namespace
}  // namespace knap::hw
