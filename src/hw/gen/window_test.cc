#include "hw/gen/window.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

WindowSpec spec_of(AxisWalk rows, AxisWalk columns, std::int64_t beats, std::int64_t groups,
                   bool channelwise) {
  WindowSpec spec;
  spec.rows = rows;
  spec.columns = columns;
  spec.beat = {{0, 255}, 1};
  spec.beats_per_position = beats;
  spec.groups = groups;
  spec.is_channelwise = channelwise;
  return spec;
}

TEST(Window, IsDirectOnlyWhereEveryBeatIsUsedOnceInOrder) {
  const AxisWalk one{};
  EXPECT_TRUE(spec_of({9, 3, 3, 0, 0, 1}, one, 2, 1, false).is_direct());
  EXPECT_TRUE(spec_of({5, 1, 1, 0, 0, 1}, {5, 1, 1, 0, 0, 1}, 4, 1, false).is_direct());   // pointwise
  EXPECT_FALSE(spec_of({5, 1, 1, 0, 0, 1}, {5, 1, 1, 0, 0, 1}, 4, 2, false).is_direct());  // replayed
  EXPECT_FALSE(spec_of({9, 3, 2, 0, 0, 1}, one, 1, 1, false).is_direct());                 // overlaps
  EXPECT_FALSE(spec_of({9, 3, 3, 1, 2, 1}, one, 1, 1, false).is_direct());                 // padded
  EXPECT_FALSE(spec_of({10, 3, 3, 0, 0, 1}, one, 1, 1, false).is_direct());                // a rest
  EXPECT_FALSE(spec_of({4, 2, 2, 0, 0, 1}, {4, 2, 2, 0, 0, 1}, 1, 1, true).is_direct());  // 2-D order differs
  EXPECT_FALSE(spec_of({9, 3, 3, 0, 0, 1}, one, 2, 2, true).is_direct());                 // groups interleave
}

TEST(Window, TokensTakeAndGiveBackEveryRowOnce) {
  for (const AxisWalk rows :
       {AxisWalk{9, 3, 2, 1, 1, 1}, AxisWalk{8, 2, 3, 0, 0, 1}, AxisWalk{6, 3, 1, 1, 1, 1}}) {
    const WindowSpec spec = spec_of(rows, {4, 3, 1, 1, 1, 1}, 2, 3, false);
    const Tokens tokens = window_tokens(spec, 4);
    EXPECT_EQ(tokens.steps(), spec.steps());
    EXPECT_EQ(tokens.beats(), spec.positions() * spec.groups);
    std::int64_t acquired = 0, released = 0;
    const std::function<void(const std::vector<Phase>&, std::int64_t)> walk = [&](const auto& phases,
                                                                                  std::int64_t times) {
      for (const Phase& phase : phases) {
        acquired += times * phase.repeat * phase.action.acquire_rows;
        released += times * phase.repeat * phase.action.release_rows;
        walk(phase.body, times * phase.repeat);
      }
    };
    walk(tokens.program, 1);
    EXPECT_EQ(acquired, rows.length);
    EXPECT_EQ(released, rows.length);
  }
}

TEST(Window, AWholePaddedImageTakesItsColumnsAndOneMore) {
  const AxisWalk axis{28, 3, 1, 1, 1, 1};
  EXPECT_EQ(legal_taps(axis, axis), (std::vector<std::int64_t>{1, 3, 9}));
  WindowSpec spec = spec_of(axis, axis, 1, 1, false);
  EXPECT_EQ(spec.steps(), 784 * 9);
  spec.taps = 3;
  EXPECT_EQ(spec.steps(), 784 * 3);
  spec.taps = 9;
  EXPECT_EQ(spec.steps(), 784 + 1);
  const Tokens tokens = window_tokens(spec, 4);
  EXPECT_EQ(tokens.steps(), spec.steps());
  EXPECT_EQ(tokens.beats(), 784);
}

TEST(Window, AWholeWindowAlongASignalKeepsNoRowsAndFewPhases) {
  const AxisWalk signal{9000, 9, 2, 4, 4, 1}, one{};
  EXPECT_EQ(legal_taps(signal, one), (std::vector<std::int64_t>{1, 9}));
  WindowSpec spec = spec_of(signal, one, 1, 1, false);
  spec.taps = 9;
  spec = laid_flat(spec);
  EXPECT_FALSE(spec.has_ring());
  EXPECT_EQ(spec.steps(), 9000 + spec.tail_columns());
  const Tokens tokens = window_tokens(spec, 4);
  EXPECT_EQ(tokens.beats(), 4500);
  EXPECT_LT(tokens.program.front().body.size(), 12U);
}

TEST(Window, PaddingWiderThanTheKernelHasNoWholeWindow) {
  const AxisWalk wide{8, 3, 1, 2, 2, 1}, one{};
  EXPECT_EQ(legal_taps(wide, one), (std::vector<std::int64_t>{1}));
}

TEST(Window, EveryTapIsInOneStep) {
  const AxisWalk rows{8, 2, 1, 0, 0, 1}, columns{8, 3, 1, 0, 0, 1};
  using Steps = std::vector<std::vector<std::int64_t>>;
  EXPECT_EQ(tap_steps(rows, columns, 1), (Steps{{0}, {1}, {2}, {3}, {4}, {5}}));
  EXPECT_EQ(tap_steps(rows, columns, 2), (Steps{{0, 3}, {1, 4}, {2, 5}}));
  EXPECT_EQ(tap_steps(rows, columns, 6), (Steps{{0, 1, 2, 3, 4, 5}}));
}

}  // namespace
}  // namespace knap::hw
