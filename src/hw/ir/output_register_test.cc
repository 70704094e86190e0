#include "hw/ir/output_register.h"

#include <gtest/gtest.h>

#include "hw/ir/builder.h"

namespace knap::hw {
namespace {

constexpr Interval kByte{0, 255};

/// A memory whose word goes through `registers`, and, if `is_seen`, out as well.
Module memory(MemoryStyle style, int registers, bool is_seen) {
  Builder b("memory");
  const Value write = b.input("write", {kBit}), data = b.input("data", {kByte}), at = b.input("at", {kByte});
  Value word = b.ram("rows", style, {kByte}, 256, {write, at, data}, at, b.bit(true));
  if (is_seen) b.output("seen", word);
  for (int k = 0; k < registers; ++k) word = b.delay("held", word, write);
  b.output("out", word + 1);
  return b.finish();
}

TEST(OutputRegister, IsTheOneBehindABlockMemoryThatNothingElseReads) {
  EXPECT_EQ(output_registers(memory(MemoryStyle::Block, 1, false))[0], 0U);
  EXPECT_EQ(output_registers(memory(MemoryStyle::Block, 2, false))[0], 0U) << "the first of two";
  EXPECT_FALSE(output_registers(memory(MemoryStyle::Block, 0, false))[0]);
  EXPECT_FALSE(output_registers(memory(MemoryStyle::Block, 1, true))[0]) << "the word is read before it";
  EXPECT_FALSE(output_registers(memory(MemoryStyle::Lut, 1, false))[0]) << "tables have none inside";
}

}  // namespace
}  // namespace knap::hw
