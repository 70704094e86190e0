#include "hw/gen/shell.h"

#include <fmt/format.h>

#include "hw/gen/testing.h"

namespace knap::hw {
namespace {

TEST(AxisWalk, RowsNeededAndDoneAreMonotoneAndEndWithTheFrame) {
  for (const AxisWalk& axis : {AxisWalk{9, 3, 2, 1, 0, 1}, AxisWalk{7, 3, 1, 1, 1, 1},
                               AxisWalk{10, 2, 3, 0, 0, 1}, AxisWalk{11, 3, 1, 2, 2, 2}}) {
    std::int64_t needed = 0, done = 0;
    for (std::int64_t o = 0; o < axis.outputs(); ++o) {
      EXPECT_GE(axis.rows_needed(o), needed);
      EXPECT_GE(axis.rows_done(o), done);
      needed = axis.rows_needed(o);
      done = axis.rows_done(o);
      EXPECT_LE(done, needed);
      // No later window looks at a row that was given back.
      for (std::int64_t later = o + 1; later < axis.outputs(); ++later)
        EXPECT_GE(std::max<std::int64_t>(later * axis.stride - axis.pad_low, 0), std::min(done, axis.length));
    }
    EXPECT_EQ(needed, axis.length);
    EXPECT_EQ(done, axis.length);
  }
}

TEST(RowRuns, GivesTheFunctionBackAsHardware) {
  const auto f = [](std::int64_t i) {
    return i == 0 ? std::int64_t{3} : i < 6 ? std::int64_t{2} : std::int64_t{0};
  };
  const RowRuns runs = RowRuns::of(8, f);
  ASSERT_EQ(runs.runs.size(), 3U);
  Builder b("runs");
  const Stream in = b.input_stream("in", {{0, 7}}, 8);
  ElasticOutput out(b, "out", {{0, 3}}, 8);
  b.drive(in.ready, out.advance());
  out.push(in.valid & out.advance(), runs.at(b, in.data));
  testing::Drive drive;
  testing::Beats expected;
  drive.beats.resize(1);
  for (std::int64_t i = 0; i < 8; ++i) {
    drive.beats[0].push_back({i});
    expected.push_back({f(i)});
  }
  drive.expected_beats = {8};
  EXPECT_EQ(testing::run(b.finish(), drive).beats[0], expected);
}

/// What place() of `loop` says in every step of all loops, or nothing where it cannot say it.
testing::Beats places(const std::vector<std::int64_t>& counts, int loop) {
  Builder b("places");
  std::vector<LoopNest::Loop> loops;
  std::int64_t steps = 1;
  for (const std::int64_t count : counts) {
    loops.push_back({fmt::format("loop_{}", loops.size()), count});
    steps *= count;
  }
  LoopNest nest(b, loops);
  const std::optional<Value> place = nest.place(loop);
  if (!place) return {};
  const Stream in = b.input_stream("in", {kBit}, steps);
  ElasticOutput out(b, "out", {{0, steps}}, steps);
  b.drive(in.ready, out.advance());
  const Value fire = in.valid & out.advance();
  nest.step(fire);
  out.push(fire, *place);
  testing::Drive drive;
  drive.beats.emplace_back(static_cast<std::size_t>(steps), std::vector<std::int64_t>{0});
  drive.expected_beats = {static_cast<std::size_t>(steps)};
  return testing::run(b.finish(), drive).beats[0];
}

TEST(LoopNest, PlaceCountsThePassesOfTheInnermostLoopWhereTheBitsSaySo) {
  for (const auto& [counts, loop] : std::vector<std::pair<std::vector<std::int64_t>, int>>{
           {{3, 4, 2}, 0}, {{3, 4, 2}, 1}, {{3, 5, 2}, 1}, {{5, 1, 8}, 0}, {{2, 2, 2}, 2}, {{3}, 0}}) {
    std::int64_t inside = 1;
    for (std::size_t i = static_cast<std::size_t>(loop); i < counts.size(); ++i) inside *= counts[i];
    const testing::Beats got = places(counts, loop);
    ASSERT_FALSE(got.empty());
    for (std::size_t step = 0; step < got.size(); ++step)
      ASSERT_EQ(got[step], testing::Beats::value_type{static_cast<std::int64_t>(step) % inside});
  }
  EXPECT_TRUE(places({2, 4, 3}, 0).empty()) << "a pass of three leaves a place unused";
}

/// A module that passes its beats on, `stages` registers later.
testing::Answer pass_on(Type beat, int stages, int queue, const testing::Drive& drive) {
  Builder b("pass");
  const auto beats = static_cast<std::int64_t>(drive.beats[0].size());
  ElasticOutput out(b, "out", beat, beats, queue);
  const Stream in = b.input_stream("in", beat, beats);
  b.drive(in.ready, out.moves().start);
  const Value fire = in.valid & out.moves().start;
  out.issue(fire);
  const Value valid = FlagPipe(b, "valid", out.advance()).after(fire, stages);
  out.push(valid & out.advance(), delayed(in.data, stages, "beat", out.advance()));
  testing::Answer answer = testing::run(b.finish(), drive);
  Tokens tokens;
  tokens.pipeline = stages;
  tokens.queue = queue;
  tokens.program.push_back({beats, {1, true, 0, 0}, {}});
  testing::expect_same_handshake(tokens, answer, beats, beats);
  return answer;
}

testing::Drive random_beats(Rng& rng, Type beat, int count, bool has_stalls) {
  testing::Drive drive;
  drive.has_stalls = has_stalls;
  drive.beats.resize(1);
  for (int k = 0; k < count; ++k) {
    drive.beats[0].emplace_back();
    for (int lane = 0; lane < beat.lanes; ++lane)
      drive.beats[0].back().push_back(rng.integer(beat.interval.low, beat.interval.high));
  }
  drive.expected_beats = {drive.beats[0].size()};
  return drive;
}

TEST(ElasticOutput, WideBeatsAreWrittenInTurn) {
  Rng rng(21, "shell");
  for (const int lanes : {48, 49, 64}) {  // 384 bits lie beside each other, more in turn
    const Type beat{{0, 255}, lanes};
    const testing::Drive drive = random_beats(rng, beat, 300, true);
    EXPECT_EQ(pass_on(beat, 2, 0, drive).beats[0], drive.beats[0]) << lanes;
  }
}

TEST(ElasticOutput, AQueueOfThePipelinesStagesAndTwoLetsAResultStartInEveryCycle) {
  Rng rng(22, "shell");
  const Type beat{{-8, 7}, 3};
  for (const int stages : {1, 2, 5})
    for (const int missing : {0, 1}) {
      const testing::Drive drive = random_beats(rng, beat, 200, false);
      const testing::Answer answer = pass_on(beat, stages, stages + 2 - missing, drive);
      EXPECT_EQ(answer.beats[0], drive.beats[0]);
      const std::int64_t without_stalls = 200 + 40 + stages + 2;  // run() waits for 40 cycles more
      if (missing == 0) {
        EXPECT_EQ(answer.cycles, without_stalls) << stages;
      } else {
        EXPECT_GT(answer.cycles, without_stalls + 30) << stages;
      }
    }
}

TEST(ElasticOutput, AQueueNeitherLosesNorDoublesUnderStalls) {
  Rng rng(23, "shell");
  for (const int stages : {1, 3, 14}) {
    const Type beat{{0, 255}, stages == 3 ? 60 : 1};
    const testing::Drive drive = random_beats(rng, beat, 300, true);
    EXPECT_EQ(pass_on(beat, stages, stages + 2, drive).beats[0], drive.beats[0]) << stages;
  }
}

}  // namespace
}  // namespace knap::hw
