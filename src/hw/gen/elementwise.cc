#include "hw/gen/elementwise.h"

#include <fmt/format.h>

namespace knap::hw {
namespace {

Requantise requantiser(const MapSpec& spec) {
  return {spec.steps, static_cast<int>(spec.lanes), spec.channels / spec.lanes,
          static_cast<int>(spec.ranks.requantise)};
}

Requantise requantiser(const AddSpec& spec) {
  return {spec.steps, static_cast<int>(spec.lanes), spec.channels / spec.lanes,
          static_cast<int>(spec.ranks.requantise)};
}

Interval sum_interval(const AddSpec& spec) {
  return shift_left(spec.input_a, spec.shift_a) + shift_left(spec.input_b, spec.shift_b);
}

Tokens steady(std::int64_t beats, std::uint32_t consume, int pipeline) {
  Tokens tokens;
  tokens.inputs = consume == 3 ? 2 : 1;
  tokens.pipeline = pipeline;
  tokens.program.push_back({beats, {consume, true, 0, 0}, {}});
  return tokens;
}

/// Counts channel beats only where a per-channel function needs to know them.
Value channel_beat(LoopNest& loops, bool is_needed, Builder& b) {
  return is_needed ? loops.index(0) : b.constant(0);
}

}  // namespace

Interval output_interval(const MapSpec& spec) { return spec.steps->range(); }

Tokens tokens(const MapSpec& spec) {
  return steady(spec.beats(), 1, static_cast<int>(spec.ranks.operand) + requantiser(spec).stages());
}

Module build(const MapSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment) {
  Builder b(name, comment, layer);
  const Requantise requantise = requantiser(spec);
  const auto lanes = static_cast<std::int32_t>(spec.lanes);
  const Type out_type{output_interval(spec), lanes};
  ElasticOutput out(b, "out", out_type, spec.beats());
  const Stream in = b.input_stream("in", {spec.input, lanes}, spec.beats());
  b.drive(in.ready, out.advance());
  const Value fire = (in.valid & out.advance()).named("fire");
  const bool counts = spec.steps->is_per_channel();
  LoopNest loops(b, {{"beat", counts ? spec.channels / spec.lanes : 1}});
  const auto waits = static_cast<int>(spec.ranks.operand);
  const Value x = delayed(in.data, waits, "operand", out.advance());
  const Value beat = delayed(channel_beat(loops, counts, b), waits, "operand_beat", out.advance());
  const Value y = requantise.apply(b, x, beat, out.advance());
  loops.step(fire);
  FlagPipe flags(b, "result", out.advance());
  out.push((flags.after(fire, tokens(spec).pipeline) & out.advance()).named("push"),
           y.narrow(out_type.interval));
  return b.finish(true);
}

Interval output_interval(const AddSpec& spec) { return requantiser(spec).range(sum_interval(spec)); }

Tokens tokens(const AddSpec& spec) { return steady(spec.beats(), 3, 1 + requantiser(spec).stages()); }

Module build(const AddSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment) {
  Builder b(name, comment, layer);
  const Requantise requantise = requantiser(spec);
  const auto lanes = static_cast<std::int32_t>(spec.lanes);
  const Type out_type{output_interval(spec), lanes};
  ElasticOutput out(b, "out", out_type, spec.beats());
  const Value advance = out.advance();
  const Stream a = b.input_stream("in_a", {spec.input_a, lanes}, spec.beats());
  const Stream c = b.input_stream("in_b", {spec.input_b, lanes}, spec.beats());
  // Both or none: each side waits for the other's valid, which comes from a register.
  b.drive(a.ready, c.valid & advance);
  b.drive(c.ready, a.valid & advance);
  const Value fire = (a.valid & c.valid & advance).named("fire");
  const bool counts = spec.steps && spec.steps->is_per_channel();
  LoopNest loops(b, {{"beat", counts ? spec.channels / spec.lanes : 1}});
  const Value sum = b.delay("sum", a.data.shl(spec.shift_a) + c.data.shl(spec.shift_b), advance);
  const Value beat = channel_beat(loops, counts, b);
  const Value group = counts ? b.delay("group", beat, advance) : beat;
  const Value y = requantise.apply(b, sum, group, advance);
  loops.step(fire);
  FlagPipe flags(b, "result", advance);
  out.push((flags.after(fire, 1 + requantise.stages()) & advance).named("push"), y.narrow(out_type.interval));
  return b.finish(true);
}

Interval output_interval(const ConcatSpec& spec) { return hull(spec.input_a, spec.input_b); }

Tokens tokens(const ConcatSpec& spec) {
  Tokens tokens;
  tokens.inputs = 2;
  tokens.program.push_back({spec.positions,
                            {},
                            {{spec.channels_a / spec.lanes, {1, true, 0, 0}, {}},
                             {spec.channels_b / spec.lanes, {2, true, 0, 0}, {}}}});
  return tokens;
}

Module build(const ConcatSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment) {
  KNAP_CHECK(spec.channels_a % spec.lanes == 0 && spec.channels_b % spec.lanes == 0, name);
  Builder b(name, comment, layer);
  const auto lanes = static_cast<std::int32_t>(spec.lanes);
  const std::int64_t beats_a = spec.channels_a / spec.lanes, beats_b = spec.channels_b / spec.lanes;
  const Type out_type{output_interval(spec), lanes};
  ElasticOutput out(b, "out", out_type, spec.beats());
  const Stream a = b.input_stream("in_a", {spec.input_a, lanes}, spec.positions * beats_a);
  const Stream c = b.input_stream("in_b", {spec.input_b, lanes}, spec.positions * beats_b);
  LoopNest loops(b, {{"beat", beats_a + beats_b}});
  const Value takes_a = (loops.index(0) < beats_a).named("takes_a");
  b.drive(a.ready, takes_a & out.advance());
  b.drive(c.ready, (!takes_a) & out.advance());
  const Value fire = (mux(takes_a, a.valid, c.valid) & out.advance()).named("fire");
  loops.step(fire);
  out.push(fire, mux(takes_a, a.data, c.data));
  return b.finish(true);
}

Interval output_interval(const ArgMaxSpec& spec) { return {0, spec.channels - 1}; }

Tokens tokens(const ArgMaxSpec& spec) {
  Tokens tokens;
  const std::int64_t beats = spec.channels / spec.lanes;
  tokens.pipeline = beats > 1 ? 2 + static_cast<int>(spec.ranks.compare) : 1;
  if (beats > 1) tokens.program.push_back({beats - 1, {1, false, 0, 0}, {}});
  tokens.program.push_back({1, {1, true, 0, 0}, {}});
  return tokens;
}

namespace {

struct Candidate {
  Value value, index;
};

/// The earlier one wins a tie. The sign of a difference is one chain; a comparison of signed numbers has two
/// tables behind it.
Value exceeds(Value later, Value earlier, const std::string& name) {
  return ((earlier - later) < 0).named(name);
}

Candidate better(Candidate earlier, Candidate later, const std::string& name) {
  const Value wins = exceeds(later.value, earlier.value, name);
  return {mux(wins, later.value, earlier.value), mux(wins, later.index, earlier.index)};
}

/// When a candidate is there, whether it is the first of its inference, and what moves it.
struct Turns {
  Value valid, first, advance;
};

/// The index of the greatest candidate so far. The loop from the maximum to itself bounds the clock: what it
/// decides is an enable, not a choice.
Value hold_maximum(Builder& b, const Candidate& candidate, const Turns& turns) {
  const Reg value = b.reg("maximum", candidate.value.type());
  const Reg index = b.reg("maximum_index", candidate.index.type());
  const Value wins = exceeds(candidate.value, value, "beat_wins");
  const Value takes = (turns.valid & turns.advance & (turns.first | wins)).named("takes");
  value.set(candidate.value, takes);
  index.set(candidate.index, takes);
  return index;
}

/// The same an edge later: the answer whether a candidate wins is a register. While it is worked out the one
/// before may not have become the maximum yet, so each is held against both; from the edge on at which it
/// has, they are equal, and either comparison is right.
Value hold_maximum_later(Builder& b, const Candidate& candidate, const Turns& turns) {
  const Value comes = turns.valid & turns.advance;
  const Value before = b.delay("candidate", candidate.value, comes);
  const Value before_index = b.delay("candidate_index", candidate.index, comes);
  const Reg value = b.reg("maximum", candidate.value.type());
  const Reg index = b.reg("maximum_index", candidate.index.type());
  const Reg wins = b.reg("candidate_wins", {kBit});
  wins.set(turns.first | mux(wins, exceeds(candidate.value, before, "beat_wins_over_candidate"),
                             exceeds(candidate.value, value, "beat_wins")),
           comes);
  const Value takes = (wins & turns.advance).named("takes");
  value.set(before, takes);
  index.set(before_index, takes);
  return index;
}

}  // namespace

Module build(const ArgMaxSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment) {
  KNAP_CHECK(spec.channels % spec.lanes == 0, name);
  Builder b(name, comment, layer);
  const std::int64_t beats = spec.channels / spec.lanes;
  const Interval range = output_interval(spec);
  ElasticOutput out(b, "out", {range}, 1);
  const Value advance = out.advance();
  const Stream in = b.input_stream("in", {spec.input, static_cast<std::int32_t>(spec.lanes)}, beats);
  b.drive(in.ready, advance);
  const Value fire = (in.valid & advance).named("fire");
  LoopNest loops(b, {{"beat", beats}});
  std::vector<Candidate> round;
  round.reserve(static_cast<std::size_t>(spec.lanes));
  for (int lane = 0; lane < static_cast<int>(spec.lanes); ++lane)
    round.push_back({in.data.lane(lane), (loops.index(0) * spec.lanes + lane).narrow(range)});
  for (int rounds = 0; round.size() > 1; ++rounds) {
    std::vector<Candidate> next;
    for (std::size_t i = 0; i + 1 < round.size(); i += 2)
      next.push_back(better(round[i], round[i + 1], fmt::format("round{}_wins", rounds)));
    if (round.size() % 2 == 1) next.push_back(round.back());
    round = next;
  }
  FlagPipe flags(b, "step", advance);
  FlagPipe ends(b, "result", advance);
  Candidate best{b.delay("beat_maximum", round[0].value, advance),
                 b.delay("beat_index", round[0].index, advance)};
  if (beats > 1) {
    const Value first = b.delay("first", loops.first(0), advance);
    const Turns turns{flags.after(fire, 1), first, advance};
    best.index = spec.ranks.compare > 0 ? hold_maximum_later(b, best, turns) : hold_maximum(b, best, turns);
  }
  const Value result = ends.after(fire & loops.last(0), tokens(spec).pipeline);
  loops.step(fire);
  out.push((result & advance).named("push"), best.index.narrow(range));
  return b.finish(true);
}

}  // namespace knap::hw
