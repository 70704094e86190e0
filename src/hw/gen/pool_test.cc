#include "hw/gen/pool.h"

#include <fmt/format.h>

#include "hw/gen/testing.h"

namespace knap::hw {
namespace {

std::vector<std::int64_t> reference(const PoolSpec& s, const std::vector<std::int64_t>& x) {
  std::vector<std::int64_t> y;
  for (std::int64_t oy = 0; oy < s.rows.outputs(); ++oy)
    for (std::int64_t ox = 0; ox < s.columns.outputs(); ++ox)
      for (std::int64_t c = 0; c < s.channels; ++c) {
        std::int64_t sum = 0, best = s.input.low;
        for (std::int64_t ky = 0; ky < s.rows.kernel; ++ky)
          for (std::int64_t kx = 0; kx < s.columns.kernel; ++kx) {
            const std::int64_t iy = oy * s.rows.stride + ky - s.rows.pad_low;
            const std::int64_t ix = ox * s.columns.stride + kx - s.columns.pad_low;
            if (iy < 0 || iy >= s.rows.length || ix < 0 || ix >= s.columns.length) continue;
            const std::int64_t v = x[static_cast<std::size_t>((iy * s.columns.length + ix) * s.channels + c)];
            sum += v;
            best = std::max(best, v);
          }
        const std::int64_t result = s.kind == PoolKind::Max ? best : sum;
        y.push_back(s.steps ? (*s.steps)(result, c) : result);
      }
  return y;
}

testing::Answer check(
    const Module& module, Rng& rng, Interval input, std::int64_t elements, std::int64_t lanes, int frames,
    const std::function<std::vector<std::int64_t>(const std::vector<std::int64_t>&)>& meaning,
    std::uint64_t seed) {
  testing::Drive drive;
  drive.seed = seed;
  drive.beats.resize(1);
  testing::Beats expected;
  for (int frame = 0; frame < frames; ++frame) {
    std::vector<std::int64_t> x;
    for (std::int64_t i = 0; i < elements; ++i) x.push_back(rng.integer(input.low, input.high));
    for (const auto& beat : testing::to_beats(x, lanes)) drive.beats[0].push_back(beat);
    for (const auto& beat : testing::to_beats(meaning(x), lanes)) expected.push_back(beat);
  }
  drive.expected_beats = {expected.size()};
  testing::Answer answer = testing::run(module, drive);
  EXPECT_EQ(answer.beats[0], expected);
  return answer;
}

/// A kernel as long as its input at least, with padding of less than a kernel.
AxisWalk short_pool_axis(Rng& rng) {
  AxisWalk axis{rng.integer(1, 3), rng.integer(1, 5), rng.integer(1, 2), 0, 0, 1};
  axis.pad_low = rng.integer(0, axis.kernel - 1);
  axis.pad_high = rng.integer(0, axis.kernel - 1);
  return axis;
}

TEST(Pool, MaximumAndSumMatchTheirMeaningWithPaddingAndStride) {
  Rng rng(5, "pool");
  for (int trial = 0; trial < 360; ++trial) {
    SCOPED_TRACE(trial);
    PoolSpec s;
    s.kind = rng.flip(0.5) ? PoolKind::Max : PoolKind::Sum;
    const std::int64_t k = rng.integer(1, 3);
    s.rows = {rng.integer(4, 8),
              k,
              rng.integer(1, 3),
              k > 1 ? rng.integer(0, 1) : 0,
              k > 1 ? rng.integer(0, 1) : 0,
              1};
    if (rng.flip(0.5)) s.columns = {rng.integer(4, 7), k, k, 0, 0, 1};
    if (trial % 2 == 1) {
      s.rows = short_pool_axis(rng);
      s.columns = rng.flip(0.7) ? short_pool_axis(rng) : AxisWalk{};
    }
    s.input = rng.flip(0.5) ? Interval{-128, 127} : Interval{0, 255};
    s.channels = 6;
    s.lanes = std::vector<std::int64_t>{1, 2, 3, 6}[rng.below(4)];
    s.ranks = {.memory = rng.integer(0, 2), .operand = rng.integer(0, 1), .requantise = rng.integer(0, 2)};
    if (s.rows.outputs() < 1 || s.columns.outputs() < 1) continue;
    if (rng.flip(0.6)) {
      const std::vector<std::int64_t> taps = legal_taps(s.rows, s.columns);
      s.step_taps = taps[rng.below(taps.size())];
    }
    if (s.window().has_ring()) s.ranks.address = rng.integer(0, 1);
    if (s.window().has_ring() && s.window().steps_per_row() > 1) s.ranks.rows = rng.integer(0, 1);
    s.ranks.output = rng.integer(0, 1);
    if (rng.flip(0.5) && s.kind == PoolKind::Sum) {
      const Interval domain = output_interval(s);
      s.steps = std::make_shared<const Steps>(
          *Steps::from_closed(domain, {{1, 0, 2, Rounding::RndConv, {-128, 127}}}));
    }
    SCOPED_TRACE(fmt::format("{} taps, rows {}, columns {}", s.step_taps, testing::words(s.rows),
                             testing::words(s.columns)));
    const Module module = build(s, "pool", "pool", "random pool");
    const auto answer = check(
        module, rng, s.input, s.rows.length * s.columns.length * s.channels, s.lanes, 3,
        [&](const auto& x) { return reference(s, x); }, static_cast<std::uint64_t>(trial) + 1);
    testing::expect_same_handshake(tokens(s), answer, s.window().input_beats(), s.output_beats());
    if (HasFailure()) return;
  }
}

TEST(Pool, NonOverlappingPoolOfOneStreamNeedsNoMemory) {
  PoolSpec s;
  s.kind = PoolKind::Sum;
  s.rows = {12, 4, 4, 0, 0, 1};
  s.input = {-128, 127};
  EXPECT_TRUE(s.window().is_direct());
  EXPECT_TRUE(build(s, "pool", "pool", "").memories.empty());
}

TEST(GlobalSum, AddsAllPositionsPerChannelWhateverTheLanes) {
  Rng rng(6, "global");
  for (const std::int64_t lanes : {1, 2, 4}) {
    for (const std::int64_t positions : {1, 2, 9}) {
      SCOPED_TRACE(fmt::format("{} lanes, {} positions", lanes, positions));
      const GlobalSumSpec s{positions, 4, lanes, {0, 255}, nullptr};
      const auto meaning = [&](const std::vector<std::int64_t>& x) {
        std::vector<std::int64_t> y(4, 0);
        for (std::size_t i = 0; i < x.size(); ++i) y[i % 4] += x[i];
        return y;
      };
      const auto answer =
          check(build(s, "sum", "sum", ""), rng, s.input, positions * 4, lanes, 4, meaning, 3);
      testing::expect_same_handshake(tokens(s), answer, s.cycles(), s.beats_per_position());
    }
  }
}

}  // namespace
}  // namespace knap::hw
