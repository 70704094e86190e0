#include "hw/gen/shell.h"

#include <fmt/format.h>

#include <algorithm>

namespace knap::hw {

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
  }
}

Value LoopNest::first(int loop) const { return is_trivial(loop) ? builder_->bit(true) : index(loop) == 0; }

Value LoopNest::last(int loop) const {
  return is_trivial(loop) ? builder_->bit(true)
                          : index(loop) == loops_[static_cast<std::size_t>(loop)].count - 1;
}

Value LoopNest::all_first(int loop) const {
  Value all = builder_->bit(true);
  for (int i = loop; i < static_cast<int>(loops_.size()); ++i) all = all & first(i);
  return all;
}

Value LoopNest::all_last(int loop) const {
  Value all = builder_->bit(true);
  for (int i = loop; i < static_cast<int>(loops_.size()); ++i) all = all & last(i);
  return all;
}

void LoopNest::step(Value step) {
  Value enable = step;
  for (int i = static_cast<int>(loops_.size()) - 1; i >= 0; --i) {
    if (is_trivial(i)) continue;
    const Loop& loop = loops_[static_cast<std::size_t>(i)];
    const Value at_end = last(i).named("last_" + loop.name);
    // The count stays below loop.count: it returns to 0 after its last pass.
    const Value next = mux(at_end, 0, (index(i) + 1).narrow({0, loop.count - 1}));
    registers_[static_cast<std::size_t>(i)].set(next, enable);
    enable = enable & at_end;
  }
}

ElasticOutput::ElasticOutput(Builder& builder, const std::string& name, Type type, std::int64_t beats)
    : builder_(&builder), name_(name), type_(type), beats_(beats) {
  ready_ = builder.output_stream_ready(name);
  spare_valid_ = builder.reg(name + "_spare_valid", {kBit}, 0, "a beat that found the output still occupied");
  advance_ = (!spare_valid_.value()).named("advance", "the pipeline moves while the output buffer has room");
}

void ElasticOutput::push(Value push, Value data) {
  Builder& b = *builder_;
  const Reg valid = b.reg(name_ + "_occupied", {kBit}, 0);
  const Reg main = b.reg(name_ + "_beat", type_);
  const Reg spare = b.reg(name_ + "_spare", type_);
  const Value load = ((!valid.value()) | ready_).named(name_ + "_load");
  valid.set(push | spare_valid_, load);
  main.set(mux(spare_valid_, spare, data), load);
  spare.set(data, push);  // harmless when the beat went straight to the output: spare_valid tells
  spare_valid_.set((!load) & (push | spare_valid_));
  b.output_stream(name_, valid, main, beats_);
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

Value RowRuns::at(Builder& builder, Value index) const {
  Value value = builder.constant(runs.front().second);
  for (std::size_t k = 1; k < runs.size(); ++k)
    value = mux(index >= runs[k].first, builder.constant(runs[k].second), value);
  return value;
}

}  // namespace knap::hw
