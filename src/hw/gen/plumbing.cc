#include "hw/gen/plumbing.h"

#include <fmt/format.h>

namespace knap::hw {

WindowSpec FifoSpec::window() const {
  WindowSpec spec;
  spec.beat = beat;
  spec.ring_rows = depth;
  spec.memory = memory;
  spec.is_ring_forced = true;
  // A block's own output register, and one on the way from its column; a cycle is nothing to what is deep.
  spec.ranks.memory = memory == MemoryStyle::Block ? 2 : 0;
  spec.frames = beats;
  return spec;
}

Tokens tokens(const FifoSpec& spec) { return window_tokens(spec.window(), spec.window().stages()); }

Module build(const FifoSpec& spec, const std::string& name, const std::string& comment) {
  Builder b(name, comment);
  ElasticOutput out(b, "out", spec.beat, spec.beats);
  const Window window(b, spec.window(), out.moves());
  FlagPipe flags(b, "read", out.advance());
  out.push((flags.after(window.fire(), spec.window().stages()) & out.advance()).named("push"), window.data());
  return b.finish(true);
}

Tokens tokens(const ForkSpec& spec) {
  Tokens tokens;
  tokens.outputs = spec.branches;
  return tokens;
}

Module build(const ForkSpec& spec, const std::string& name, const std::string& comment) {
  KNAP_CHECK(spec.branches >= 2, name);
  Builder b(name, comment);
  const Stream in = b.input_stream("in", spec.beat, spec.beats);
  std::vector<ElasticOutput> outs;
  std::vector<Reg> done;
  for (int k = 0; k < spec.branches; ++k) {
    outs.emplace_back(b, fmt::format("out_{}", k), spec.beat, spec.beats);
    done.push_back(
        b.reg(fmt::format("done_{}", k), {kBit}, 0, "this branch has its copy of the present beat"));
  }
  Value all = b.bit(true);
  for (int k = 0; k < spec.branches; ++k)
    all = all & (done[static_cast<std::size_t>(k)].value() | outs[static_cast<std::size_t>(k)].advance());
  b.drive(in.ready, all);
  const Value taken = (in.valid & all).named("taken");
  for (int k = 0; k < spec.branches; ++k) {
    const Reg& has = done[static_cast<std::size_t>(k)];
    ElasticOutput& out = outs[static_cast<std::size_t>(k)];
    const Value take = (in.valid & (!has.value()) & out.advance()).named(fmt::format("take_{}", k));
    has.set((!taken) & (has.value() | take));
    out.push(take, in.data);
  }
  return b.finish(true);
}

Tokens tokens(const WidthConverterSpec& spec) {
  Tokens tokens;
  const std::int64_t ratio =
      std::max(spec.in_lanes, spec.out_lanes) / std::min(spec.in_lanes, spec.out_lanes);
  const std::int64_t wide_beats = spec.elements / std::max(spec.in_lanes, spec.out_lanes);
  std::vector<Phase> body;
  if (spec.in_lanes < spec.out_lanes) {
    body = {{ratio - 1, {1, false, 0, 0}, {}}, {1, {1, true, 0, 0}, {}}};
  } else {
    body = {{1, {1, true, 0, 0}, {}}, {ratio - 1, {0, true, 0, 0}, {}}};
  }
  tokens.program.push_back({wide_beats, {}, body});
  return tokens;
}

Module build(const WidthConverterSpec& spec, const std::string& name, const std::string& comment) {
  const std::int64_t wide = std::max(spec.in_lanes, spec.out_lanes),
                     narrow = std::min(spec.in_lanes, spec.out_lanes);
  KNAP_CHECK(wide % narrow == 0 && wide > narrow && spec.elements % wide == 0, name);
  const std::int64_t ratio = wide / narrow;
  Builder b(name, comment);
  const Type in_type{spec.element, static_cast<std::int32_t>(spec.in_lanes)};
  const Type out_type{spec.element, static_cast<std::int32_t>(spec.out_lanes)};
  ElasticOutput out(b, "out", out_type, spec.elements / spec.out_lanes);
  const Value advance = out.advance();
  const Stream in = b.input_stream("in", in_type, spec.elements / spec.in_lanes);
  LoopNest loops(b, {{"part", ratio}});
  if (spec.in_lanes < spec.out_lanes) {
    b.drive(in.ready, advance);
    const Value fire = (in.valid & advance).named("fire");
    std::vector<Value> parts;
    Value newest = in.data;
    std::vector<Value> held;  // a shift register: the oldest part ends in the lowest lanes
    for (std::int64_t i = 0; i < ratio - 1; ++i)
      held.push_back(newest = b.delay(fmt::format("part_{}", i), newest, fire));
    for (std::size_t i = held.size(); i-- > 0;) parts.push_back(held[i]);
    parts.push_back(in.data);
    const Value push = (fire & loops.last(0)).named("push");
    loops.step(fire);
    out.push(push, pack(parts));
  } else {
    const Value takes = loops.first(0).named("takes");
    b.drive(in.ready, takes & advance);
    const Value fire = (advance & ((!takes) | in.valid)).named("fire");
    const Reg held = b.reg("held", in_type);
    const auto lanes = static_cast<int>(narrow);
    const auto rest = static_cast<int>(wide - narrow);
    // What is left moves down by one part with each step; the vacated lanes are never looked at.
    const Value source = mux(takes, in.data, held.value()).named("source");
    held.set(pack({source.slice(lanes, rest), source.slice(rest, lanes)}), fire);
    loops.step(fire);
    out.push(fire, source.slice(0, lanes));
  }
  return b.finish(true);
}

}  // namespace knap::hw
