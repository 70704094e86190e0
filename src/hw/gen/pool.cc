#include "hw/gen/pool.h"

#include <fmt/format.h>

namespace knap::hw {
namespace {

Interval reduced_interval(const PoolSpec& spec) {
  if (spec.kind == PoolKind::Max) return spec.input;
  // Padding adds nothing, partial sums count too.
  return hull(spec.input * make_constant(spec.rows.kernel * spec.columns.kernel), {0, 0});
}

Requantise requantiser(const PoolSpec& spec) {
  return {spec.steps, static_cast<int>(spec.lanes), spec.channels / spec.lanes,
          static_cast<int>(spec.ranks.requantise)};
}

int stages_before_requantise(const PoolSpec& spec) {
  const WindowSpec window = spec.window();
  return window.stages() + (spec.step_taps > 1 ? 1 : 0) + (window.steps_per_group() > 1 ? 1 : 0);
}

/// Maximum or sum of the taps of a step, lane by lane: a tree.
Value reduced(const PoolSpec& spec, Value taps) {
  const int lanes = static_cast<int>(spec.lanes);
  std::vector<Value> parts;
  parts.reserve(static_cast<std::size_t>(spec.step_taps));
  for (int k = 0; k < static_cast<int>(spec.step_taps); ++k) parts.push_back(taps.slice(k * lanes, lanes));
  for (; parts.size() > 1; parts.resize((parts.size() + 1) / 2))
    for (std::size_t i = 0; i < parts.size() / 2; ++i) {
      const Value a = parts[i], b = parts[parts.size() - 1 - i];
      parts[i] = spec.kind == PoolKind::Max ? max(a, b) : a + b;
    }
  return parts.front();
}

Interval summed_interval(const GlobalSumSpec& spec) {
  return hull(spec.input * make_constant(spec.positions), {0, 0});
}

Requantise requantiser(const GlobalSumSpec& spec) {
  return {spec.steps, static_cast<int>(spec.lanes), spec.beats_per_position(),
          static_cast<int>(spec.ranks.requantise)};
}

}  // namespace

WindowSpec PoolSpec::window() const {
  WindowSpec spec;
  spec.rows = rows;
  spec.columns = columns;
  spec.beat = {input, static_cast<std::int32_t>(lanes)};
  spec.beats_per_position = channels / lanes;
  spec.groups = channels / lanes;
  spec.is_channelwise = true;
  spec.pad_code = kind == PoolKind::Max ? input.low : 0;
  spec.ring_rows = ring_rows;
  spec.memory = ring;
  spec.ranks = ranks;
  spec.taps = step_taps;
  return laid_flat(spec);
}

Interval output_interval(const PoolSpec& spec) { return requantiser(spec).range(reduced_interval(spec)); }

Tokens tokens(const PoolSpec& spec) {
  return window_tokens(spec.window(), stages_before_requantise(spec) + requantiser(spec).stages());
}

Module build(const PoolSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment) {
  KNAP_CHECK(spec.channels % spec.lanes == 0, name);
  Builder b(name, comment, layer);
  const Requantise requantise = requantiser(spec);
  const Type out_type{output_interval(spec), static_cast<std::int32_t>(spec.lanes)};
  const int before = stages_before_requantise(spec), stages = before + requantise.stages();
  ElasticOutput out(b, "out", out_type, spec.output_beats(), spec.window().queue(stages));
  const Value advance = out.advance();
  const Window window(b, spec.window(), out.moves());
  const Value leads_to_result = window.fire() & window.last();
  out.issue(leads_to_result);
  FlagPipe flags(b, "step", advance);
  FlagPipe ends(b, "result", advance);
  Value result = window.data();
  int stage = spec.window().stages();
  if (spec.step_taps > 1) {
    result = b.delay("reduced", reduced(spec, result), advance);
    ++stage;
  }
  if (spec.window().steps_per_group() > 1) {
    const Reg best = b.reg(spec.kind == PoolKind::Max ? "maximum" : "sum",
                           {reduced_interval(spec), static_cast<std::int32_t>(spec.lanes)});
    const Value first = delayed(window.first(), stage, "first", advance);
    const Value valid = flags.after(window.fire(), stage);
    const Value more = spec.kind == PoolKind::Max ? max(best.value(), result) : (best.value() + result);
    best.set(mux(first, result, more).narrow(reduced_interval(spec)), valid & advance);
    result = best;
  }
  const Value group = delayed(window.group(), before, "group", advance);
  const Value y = requantise.apply(b, result, group, advance);
  const Value valid = ends.after(leads_to_result, stages);
  out.push((valid & advance).named("push"), y.narrow(out_type.interval));
  return b.finish(true);
}

Interval output_interval(const GlobalSumSpec& spec) { return requantiser(spec).range(summed_interval(spec)); }

Tokens tokens(const GlobalSumSpec& spec) {
  Tokens tokens;
  tokens.pipeline = 2 + requantiser(spec).stages();
  if (spec.positions > 1)
    tokens.program.push_back({(spec.positions - 1) * spec.beats_per_position(), {1, false, 0, 0}, {}});
  tokens.program.push_back({spec.beats_per_position(), {1, true, 0, 0}, {}});
  return tokens;
}

Module build(const GlobalSumSpec& spec, const std::string& name, const std::string& layer,
             const std::string& comment) {
  KNAP_CHECK(spec.channels % spec.lanes == 0, name);
  Builder b(name, comment, layer);
  const Requantise requantise = requantiser(spec);
  const auto lanes = static_cast<std::int32_t>(spec.lanes);
  const Type sum_type{summed_interval(spec), lanes};
  const Type out_type{output_interval(spec), lanes};
  ElasticOutput out(b, "out", out_type, spec.beats_per_position());
  const Value advance = out.advance();
  const Stream in = b.input_stream("in", {spec.input, lanes}, spec.cycles());
  b.drive(in.ready, advance);
  const Value fire = (in.valid & advance).named("fire");
  LoopNest loops(b, {{"position", spec.positions}, {"beat", spec.beats_per_position()}});

  FlagPipe flags(b, "step", advance);
  FlagPipe ends(b, "result", advance);
  const Value x = b.delay("beat_1", in.data, fire);
  const Value first = delayed(loops.first(0), 1, "first", advance);
  const Value valid = flags.after(fire, 1);
  Value sum;
  if (spec.beats_per_position() == 1) {
    const Reg total = b.reg("sum", sum_type);
    total.set((mux(first, b.constant(0), total.value()) + x).narrow(sum_type.interval), valid & advance);
    sum = total;
  } else {
    // One running sum per channel beat. A beat comes back to its word at least two steps later, so that the
    // word is written before it is read again.
    const Value address = delayed(loops.index(1), 1, "sum_address", advance);
    const Value next = b.wire("next_sum", sum_type);
    const Value total = b.ram("sums", MemoryStyle::Lut, sum_type, spec.beats_per_position(),
                              {valid & advance, address, next}, loops.index(1), fire, "running sums");
    b.drive(next, (mux(first, b.constant(0), total) + x).narrow(sum_type.interval));
    sum = b.delay("sum", next, advance);
  }
  const Value group = delayed(loops.index(1), 2, "group", advance);
  const Value y = requantise.apply(b, sum, group, advance);
  const Value result = ends.after(fire & loops.last(0), 2 + requantise.stages());
  loops.step(fire);
  out.push((result & advance).named("push"), y.narrow(out_type.interval));
  return b.finish(true);
}

}  // namespace knap::hw
