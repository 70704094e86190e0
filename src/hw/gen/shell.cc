#include "hw/gen/shell.h"

#include <fmt/format.h>

#include <algorithm>

#include "hw/ir/copies.h"

namespace knap::hw {

Value next_modulo(Value value, std::int64_t count) {
  const Value next = value + 1;
  if (is_power_of_two(count)) return next.truncate(width_bits({0, count - 1}), false);
  return mux(value == count - 1, 0, next.narrow({0, count - 1}));
}

Value delayed(Value value, int stages, const std::string& name, Value advance) {
  if (value.interval().is_constant()) return value;
  for (int i = 1; i <= stages; ++i)
    value = value.builder().delay(fmt::format("{}_{}", name, i), value, advance);
  return value;
}

Value read_behind(Value read, int ranks, const std::string& name, Value advance) {
  if (ranks > 0) read = read.builder().delay(name, read, advance);
  return ranks > 1 ? read.builder().delay(name + "_held", read, advance) : read;
}

LoopNest::LoopNest(Builder& builder, std::vector<Loop> loops) : builder_(&builder), loops_(std::move(loops)) {
  for (const Loop& loop : loops_) {
    KNAP_CHECK(loop.count >= 1, loop.name);
    if (loop.count == 1) {
      registers_.emplace_back();
      indices_.push_back(builder.constant(0));
    } else {
      registers_.push_back(builder.reg(loop.name, {{0, loop.count - 1}}, 0));
      indices_.push_back(registers_.back());
    }
    // Flags of their own, worked out a cycle ahead: no comparison stands before what they decide. Of two
    // passes, the counter says it itself.
    const bool has_flags = loop.count > 2;
    first_flags_.push_back(has_flags ? builder.reg("first_" + loop.name, {kBit}, 1) : Reg());
    last_flags_.push_back(has_flags ? builder.reg("last_" + loop.name, {kBit}, 0) : Reg());
    first_.push_back(has_flags         ? first_flags_.back().value()
                     : loop.count == 1 ? builder.bit(true)
                                       : indices_.back() == 0);
    last_.push_back(has_flags         ? last_flags_.back().value()
                    : loop.count == 1 ? builder.bit(true)
                                      : indices_.back() == 1);
  }
  all_first_ = all(first_, "first");
  all_last_ = all(last_, "last");
}

std::vector<Value> LoopNest::all(const std::vector<Value>& each, const char* name) const {
  std::vector<Value> result(each.size(), builder_->bit(true));
  Value inwards = builder_->bit(true);
  for (std::size_t i = each.size(); i-- > 0;) {
    const Value both = each[i] & inwards;
    // Where it is one comparison, that stands for itself.
    if (both.id() != each[i].id() && both.id() != inwards.id())
      both.named(fmt::format("{}_of_{}", name, i == 0 ? "all" : loops_[i - 1].name));
    result[i] = inwards = both;
  }
  return result;
}

std::optional<Value> LoopNest::place(int loop) const {
  Value place = builder_->constant(0);
  std::int64_t inside = 1;
  for (std::size_t i = loops_.size(); i-- > static_cast<std::size_t>(loop);) {
    if (loops_[i].count == 1) continue;
    if (!is_power_of_two(inside)) return {};
    place = inside == 1 ? indices_[i] : indices_[i].shl(width_bits({0, inside - 1})) + place;
    inside *= loops_[i].count;
  }
  return place;
}

void LoopNest::step(Value step) {
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    const Value last_inside = i + 1 < loops_.size() ? all_last_[i + 1] : builder_->bit(true);
    const Value ends = step & last_inside;
    ends_.push_back(ends.id() == step.id() ? step : ends.named("ends_" + loops_[i].name));
    if (loops_[i].count == 1) continue;
    registers_[i].set(next_modulo(indices_[i], loops_[i].count), ends_[i]);
    if (loops_[i].count == 2) continue;
    first_flags_[i].set(last_[i], ends_[i]);
    last_flags_[i].set(indices_[i] == loops_[i].count - 2, ends_[i]);
  }
}

ElasticOutput::ElasticOutput(Builder& builder, const std::string& name, Type type, std::int64_t beats,
                             int queue)
    : builder_(&builder), name_(name), type_(type), beats_(beats), queue_(queue) {
  ready_ = builder.output_stream_ready(name);
  full_ = builder.reg(name + "_full", {kBit}, 0, "a beat waits behind the one that is offered");
  room_ = !full_.value();
  if (queue == 0) {
    room_.named("advance", "the pipeline moves while the output buffer has room");
    moves_ = {room_, room_};
  } else {
    room_.named(name + "_room");
    credits_ =
        builder.reg(name + "_credits", {{0, queue}}, queue, "places of the queue that nobody is to take");
    has_credit_ = builder.reg(name + "_has_credit", {kBit}, 1);
    moves_ = {has_credit_, builder.bit(true)};
  }
}

// A credit is a place of the queue: each is free, promised to a step on its way, or holds a result, and
// credits_ counts the free ones. So the queue never overflows, whatever the reader does, and a step that was
// made waits for nothing behind it.
void ElasticOutput::issue(Value step) {
  if (queue_ == 0) return;
  Builder& b = *builder_;
  has_result_ = b.wire(name_ + "_takes_result", {kBit});
  const Value credits = credits_;
  const auto within = [&](Value value) { return value.narrow({0, queue_}); };
  credits_.set(mux(step, mux(has_result_, credits, within(credits - 1)),
                   mux(has_result_, within(credits + 1), credits)));
  has_credit_.set(has_result_ | (has_credit_ & !(step & (credits == 1))));
}

void ElasticOutput::push(Value push, Value data) {
  const Value beat = builder_->broadcast(data, type_.lanes).named(name_ + "_next");
  queue_ == 0 ? push_beat(push, beat) : push_through_queue(push, beat);
}

void ElasticOutput::push_through_queue(Value push, Value data) {
  Builder& b = *builder_;
  const Reg count = b.reg(name_ + "_queued", {{0, queue_}}, 0);
  const Reg has_queued = b.reg(name_ + "_has_queued", {kBit}, 0);
  const Value takes = (has_queued & room_).named(name_ + "_takes");
  const auto within = [&](Value value) { return value.narrow({0, queue_}); };
  const Value queued = count;
  count.set(mux(push, mux(takes, queued, within(queued + 1)), mux(takes, within(queued - 1), queued)));
  has_queued.set(push | (has_queued & !(takes & (queued == 1))));
  const Reg writes = b.reg(name_ + "_write_address", {{0, queue_ - 1}}, 0);
  const Reg reads = b.reg(name_ + "_read_address", {{0, queue_ - 1}}, 0);
  writes.set(next_modulo(writes, queue_), push);
  reads.set(next_modulo(reads, queue_), takes);
  const Value read = b.ram(name_ + "_queue", MemoryStyle::Lut, type_, queue_, {push, writes, data}, reads,
                           takes, "results, one place for each credit");
  b.drive(has_result_, takes);
  push_beat((FlagPipe(b, name_ + "_taken", room_).after(has_queued, 1) & room_).named(name_ + "_push"), read);
}

/// Wider beats are written in turn: the enable of so many registers needs copies (ir/copies), and a ready,
/// which comes from another module, has none.
constexpr std::int64_t kWidestBeside = 2 * CopyLimits{}.bits;

void ElasticOutput::push_beat(Value push, Value beat) {
  type_.total_bits() > kWidestBeside ? push_in_turn(push, beat) : push_beside(push, beat);
}

void ElasticOutput::push_beside(Value push, Value beat) {
  Builder& b = *builder_;
  const Reg valid = b.reg(name_ + "_occupied", {kBit}, 0);
  const Reg main = b.reg(name_ + "_beat", type_);
  const Reg spare = b.reg(name_ + "_spare", type_);
  const Value load = ((!valid.value()) | ready_).named(name_ + "_load");
  valid.set(push | full_, load);
  main.set(mux(full_, spare, beat), load);
  spare.set(beat, push);  // harmless when the beat went straight to the output: full_ tells
  full_.set((!load) & (push | full_));
  b.output_stream(name_, valid, main, beats_);
}

void ElasticOutput::push_in_turn(Value push, Value beat) {
  Builder& b = *builder_;
  const Reg valid = b.reg(name_ + "_occupied", {kBit}, 0);
  const Reg writes_odd = b.reg(name_ + "_writes_odd", {kBit}, 0);
  const Reg reads_odd = b.reg(name_ + "_reads_odd", {kBit}, 0);
  const Reg even = b.reg(name_ + "_even", type_);
  const Reg odd = b.reg(name_ + "_odd", type_);
  even.set(beat, push & (!writes_odd.value()));
  odd.set(beat, push & writes_odd);
  writes_odd.set(!writes_odd.value(), push);
  reads_odd.set(!reads_odd.value(), valid & ready_);
  const Value kept = (valid & (!ready_)).named(name_ + "_kept");
  valid.set(push | full_ | kept);
  full_.set(kept & (push | full_));
  b.output_stream(name_, valid, mux(reads_odd, odd.value(), even.value()).named(name_ + "_beat"), beats_);
}

Value FlagPipe::after(Value flag, int stages) {
  for (int i = 0; i < stages; ++i) {
    const Reg stage = builder_->reg(fmt::format("{}_{}", name_, ++count_), {kBit}, 0);
    stage.set(flag, advance_);
    flag = stage;
  }
  return flag;
}

std::int64_t AxisWalk::rows_needed(std::int64_t o) const {
  if (o == outputs() - 1) return length;
  return std::clamp<std::int64_t>(o * stride + dilation * (kernel - 1) - pad_low + 1, 0, length);
}

std::int64_t AxisWalk::rows_done(std::int64_t o) const {
  if (o == outputs() - 1) return length;
  return std::clamp<std::int64_t>((o + 1) * stride - pad_low, 0, rows_needed(o));
}

std::int64_t AxisWalk::min_rows() const {
  std::int64_t rows = 1;
  for (std::int64_t o = 0; o < outputs(); ++o)
    rows = std::max(rows, rows_needed(o) - (o == 0 ? 0 : rows_done(o - 1)));
  return rows;
}

RowRuns RowRuns::of(std::int64_t count, const std::function<std::int64_t(std::int64_t)>& f) {
  RowRuns result;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t value = f(i);
    if (result.runs.empty() || result.runs.back().second != value) result.runs.emplace_back(i, value);
  }
  return result;
}

RowRuns RowRuns::plus(std::int64_t more) const {
  RowRuns result = *this;
  for (auto& [first, value] : result.runs) value += more;
  return result;
}

RowRuns RowRuns::following(std::int64_t count) const {
  const auto at = [&](std::int64_t index) {
    std::int64_t value = runs.front().second;
    for (const auto& [first, of_run] : runs)
      if (first <= index) value = of_run;
    return value;
  };
  return of(count, [&](std::int64_t i) { return at((i + 1) % count); });
}

Value RowRuns::at(Builder& builder, Value index) const {
  Value value = builder.constant(runs.front().second);
  for (std::size_t k = 1; k < runs.size(); ++k)
    value = mux(index >= runs[k].first, builder.constant(runs[k].second), value);
  return value;
}

}  // namespace knap::hw
