#include "hw/gen/plumbing.h"

#include "hw/gen/testing.h"

namespace knap::hw {
namespace {

std::vector<std::int64_t> count_up(std::int64_t n) {
  std::vector<std::int64_t> x;
  for (std::int64_t i = 0; i < n; ++i) x.push_back(i % 200);
  return x;
}

TEST(Fifo, KeepsOrderAtEveryDepthAndMemory) {
  for (const std::int64_t depth : {1, 2, 3, 8}) {
    for (const MemoryStyle memory : {MemoryStyle::Lut, MemoryStyle::Block}) {
      const FifoSpec s{{{0, 255}, 2}, 30, depth, memory};
      testing::Drive drive;
      drive.seed = static_cast<std::uint64_t>(depth);
      drive.beats = {testing::to_beats(count_up(180), 2)};
      drive.expected_beats = {90};
      const auto answer = testing::run(build(s, "fifo", ""), drive);
      EXPECT_EQ(answer.beats[0], drive.beats[0]) << "depth " << depth;
      testing::expect_same_handshake(tokens(s), answer, 30, 30);
    }
  }
}

TEST(Fifo, HoldsDepthPlusThreeBeats) {
  const FifoSpec s{{{0, 255}}, 100, 5, MemoryStyle::Lut};
  TokenNetwork network;
  network.add("fifo", tokens(s));
  network.set_source(0, 0, 100);
  network.set_sink(0, 0, 100);
  const auto cycles = network.trace(std::vector<bool>(40, true), std::vector<bool>(40, false));
  int taken = 0;
  for (const auto& cycle : cycles) taken += cycle.in_ready;
  EXPECT_EQ(taken, 5 + 3);
}

TEST(Fork, GivesEveryBranchEveryBeat) {
  const ForkSpec s{{{0, 255}}, 50, 3};
  testing::Drive drive;
  drive.outputs = {"out_0", "out_1", "out_2"};
  drive.beats = {testing::to_beats(count_up(100), 1)};
  drive.expected_beats = {100, 100, 100};
  const auto answer = testing::run(build(s, "fork", ""), drive);
  for (const auto& branch : answer.beats) EXPECT_EQ(branch, drive.beats[0]);
}

TEST(WidthConverter, RegroupsLanesBothWays) {
  for (const auto& [in, out] :
       std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 4}, {4, 1}, {2, 6}, {6, 3}, {8, 2}}) {
    SCOPED_TRACE(std::to_string(in) + " to " + std::to_string(out));
    const WidthConverterSpec s{{0, 255}, in, out, 24};
    const auto x = count_up(72);
    testing::Drive drive;
    drive.beats = {testing::to_beats(x, in)};
    drive.expected_beats = {static_cast<std::size_t>(72 / out)};
    const auto answer = testing::run(build(s, "width", ""), drive);
    EXPECT_EQ(answer.beats[0], testing::to_beats(x, out));
    testing::expect_same_handshake(tokens(s), answer, 24 / in, 24 / out);
  }
}

}  // namespace
}  // namespace knap::hw
