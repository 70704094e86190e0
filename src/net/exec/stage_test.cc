#include "net/exec/stage.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

TEST(Stage, APaddedInputHoldsPadCodesAroundTheCodes) {
  BufferPlan buffers;
  Slot slot{buffers.add(6), {Storage::Byte, 10}, Shape{2, 3, 1}};
  const PaddedInput padded(slot, Window{{{2, 1, 1, 0, 1}, {2, 1, 0, 1, 1}}}, -4, buffers);
  const Scratch scratch = buffers.make();
  for (int i = 0; i < 6; ++i) scratch.at<std::uint8_t>(slot.buffer)[i] = static_cast<std::uint8_t>(20 + i);
  padded.prepare(scratch);
  const std::uint8_t* base = padded.fill(scratch);
  const std::vector<std::uint8_t> found(base, base + 12);
  EXPECT_EQ(found, (std::vector<std::uint8_t>{6, 6, 6, 6, 20, 21, 22, 6, 23, 24, 25, 6}));
  EXPECT_EQ(padded.rows(), (std::vector<std::int32_t>{0, 1, 2, 4, 5, 6}));
  EXPECT_EQ(padded.tap(3), 5);
}

TEST(Stage, WithoutPaddingNothingIsCopied) {
  BufferPlan buffers;
  Slot slot{buffers.add(6), {Storage::Byte, 0}, Shape{3, 2}};
  const PaddedInput view(slot, Window{{{2, 1, 0, 0, 1}}}, 0, buffers);
  const Scratch scratch = buffers.make();
  EXPECT_EQ(view.fill(scratch), scratch.at<std::uint8_t>(slot.buffer));
  EXPECT_EQ(view.rows(), (std::vector<std::int32_t>{0, 2}));
}

TEST(Stage, CodesAreStoredAndLoaded) {
  for (const Layout layout : {Layout{Storage::Byte, 7}, Layout{Storage::Word, 0}, Layout{Storage::Long, 0}}) {
    BufferPlan buffers;
    const Slot slot{buffers.add(3 * layout.element_bytes()), layout, Shape{3}};
    const Scratch scratch = buffers.make();
    const std::vector<std::int64_t> codes{-7, 0, 100};
    store_codes(scratch, slot, codes);
    EXPECT_EQ(load_codes(scratch, slot).data, codes);
  }
}

}  // namespace
}  // namespace knap::net
