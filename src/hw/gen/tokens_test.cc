#include "hw/gen/tokens.h"

#include <gtest/gtest.h>

namespace knap::hw {
namespace {

Tokens stage(std::int64_t steps_per_beat, int pipeline) {
  Tokens tokens;
  tokens.pipeline = pipeline;
  if (steps_per_beat > 1) tokens.program.push_back({steps_per_beat - 1, {0, false, 0, 0}, {}});
  tokens.program.push_back({1, {1, true, 0, 0}, {}});
  return tokens;
}

TEST(Tokens, CountsStepsAndBeatsOfNestedPhases) {
  Tokens tokens;
  tokens.program = {{3, {}, {{2, {1, false, 0, 0}, {}}, {1, {0, true, 0, 0}, {}}}}};
  EXPECT_EQ(tokens.steps(), 9);
  EXPECT_EQ(tokens.beats(), 3);
}

TEST(TokenNetwork, IntervalIsThatOfTheSlowestStage) {
  TokenNetwork network;
  const int a = network.add("fast", stage(1, 2)), b = network.add("slow", stage(5, 0)),
            c = network.add("last", stage(2, 1));
  network.set_source(a, 0, 4);
  network.connect(a, 0, b, 0);
  network.connect(b, 0, c, 0);
  network.set_sink(c, 0, 4);
  const auto timing = network.execute();
  EXPECT_FALSE(timing.is_deadlocked);
  EXPECT_EQ(timing.interval_cycles, 20);
}

TEST(TokenNetwork, LatencyCountsStagesAndBuffers) {
  TokenNetwork network;
  const int a = network.add("only", stage(1, 3));
  network.set_source(a, 0, 1);
  network.set_sink(a, 0, 1);
  EXPECT_EQ(network.execute().latency_cycles, 3 + 1);
}

TEST(TokenNetwork, AnIntervalThatIsNoWholeNumberIsRoundedUp) {
  // The short branch holds few beats while the long one is under way: several inferences every so many
  // cycles.
  Tokens fork, join = stage(1, 0);
  fork.outputs = 2;
  join.inputs = 2;
  join.program[0].action.consume = 3;
  TokenNetwork network;
  const int f = network.add("fork", fork), l = network.add("long", stage(1, 3)),
            j = network.add("join", join);
  network.set_source(f, 0, 1);
  network.connect(f, 0, l, 0);
  network.connect(l, 0, j, 0);
  network.connect(f, 1, j, 1);
  network.set_sink(j, 0, 1);
  const std::vector<bool> always(100, true);
  std::int64_t given = 0;
  for (const TokenNetwork::Cycle& cycle : network.trace(always, always)) given += cycle.out_valid;
  EXPECT_NEAR(static_cast<double>(given), 100 / 2.5, 3) << "two beats every five cycles";
  EXPECT_EQ(network.execute().interval_cycles, 3);
}

TEST(TokenNetwork, NoticesADeadlockAndSaysWhoWaits) {
  // A fork whose one branch holds a whole frame back before the join takes anything.
  Tokens join;
  join.inputs = 2;
  join.program = {{8, {3, true, 0, 0}, {}}};
  Tokens hoarder;  // takes 8 beats, then gives 8
  hoarder.program = {{8, {1, false, 0, 0}, {}}, {8, {0, true, 0, 0}, {}}};
  Tokens fork;
  fork.outputs = 2;
  TokenNetwork network;
  const int f = network.add("fork", fork), h = network.add("hoarder", hoarder), j = network.add("join", join);
  network.set_source(f, 0, 8);
  network.connect(f, 0, h, 0);
  network.connect(h, 0, j, 0);
  network.connect(f, 1, j, 1);
  network.set_sink(j, 0, 8);
  const auto timing = network.execute();
  EXPECT_TRUE(timing.is_deadlocked);
  EXPECT_NE(timing.stuck.find("join"), std::string::npos) << timing.stuck;
}

/// One pass of the program is an inference of four beats.
Tokens framed(const Tokens& beat) {
  Tokens tokens = beat;
  tokens.program = {{4, {}, beat.program}};
  return tokens;
}

/// A first stage of `first` cycles per beat, a ring of `entries` beats, a last stage of 5.
TokenNetwork ring_between(std::int64_t first, std::int64_t entries) {
  Tokens ring = stage(1, 1);
  ring.program[0].action = {0, true, 1, 1};
  ring.window = WindowTokens{entries, 1};
  TokenNetwork network;
  const int a = network.add("first", framed(stage(first, 0))), r = network.add("ring", framed(ring)),
            b = network.add("last", framed(stage(5, 0)));
  network.set_source(a, 0, 4);
  network.connect(a, 0, r, 0);
  network.connect(r, 0, b, 0);
  network.set_sink(b, 0, 4);
  return network;
}

TEST(TokenNetwork, APacedSourceNeverFillsWhatAnEagerOneWould) {
  const TokenNetwork network = ring_between(4, 1000);
  EXPECT_EQ(network.bound(), 20);
  const TokenNetwork::Flow flow = network.execute_at(20);
  EXPECT_TRUE(flow.is_sustained);
  EXPECT_GE(flow.most_rows[1], 1);
  EXPECT_LE(flow.most_rows[1], 4) << "an eager source would leave all 1000 entries full";
}

TEST(TokenNetwork, ALongWaitForTheSourceIsNoDeadlock) {
  EXPECT_TRUE(ring_between(4, 2).execute_at(10000).is_sustained);
}

TEST(TokenNetwork, AnIntervalBelowTheBoundIsNotSustained) {
  EXPECT_FALSE(ring_between(4, 2).execute_at(19).is_sustained);
  EXPECT_FALSE(ring_between(4, 1000).execute_at(19).is_sustained)
      << "although the source feels it only later";
}

}  // namespace
}  // namespace knap::hw
