#include "hw/gen/window_rows.h"

#include "hw/gen/window_walk.h"

namespace knap::hw {

std::int64_t rows_acquired(const AxisWalk& rows, std::int64_t o) {
  return rows.rows_needed(o) - (o == 0 ? 0 : rows.rows_needed(o - 1));
}

std::int64_t rows_released(const AxisWalk& rows, std::int64_t o) {
  return rows.rows_done(o) - (o == 0 ? 0 : rows.rows_done(o - 1));
}

RowValue::RowValue(Builder& b, RowRuns runs, const std::string& name) : builder_(&b), runs_(std::move(runs)) {
  Interval range = make_constant(runs_.runs.front().second);
  for (const auto& [first, value] : runs_.runs) range = hull(range, make_constant(value));
  if (range.is_constant()) {
    value_ = b.constant(range.low);
  } else {
    register_ = b.reg(name, {range}, runs_.runs.front().second);
    value_ = register_;
  }
}

void RowValue::step(const LoopNest& loops, std::int64_t rows, Value enable) const {
  if (value_.interval().is_constant()) return;
  register_.set(runs_.following(rows).at(*builder_, loops.index(WindowLoop::kRow)), enable);
}

Value read_step(Builder& b, const WindowSpec& spec, Value fire, Value advance) {
  if (spec.ranks.address == 0) return fire;
  return (FlagPipe(b, "has_address", advance).after(fire, 1) & advance).named("read");
}

RowCounts::RowCounts(Builder& b, const WindowSpec& spec)
    : RowCounts(
          b, spec,
          RowRuns::of(spec.rows.outputs(), [&](std::int64_t o) { return rows_acquired(spec.rows, o); }),
          RowRuns::of(spec.rows.outputs(), [&](std::int64_t o) { return rows_released(spec.rows, o); })) {}

RowCounts::RowCounts(Builder& b, const WindowSpec& spec, const RowRuns& acquire, const RowRuns& release)
    : rows_(spec.used_ring_rows()),
      outputs_(spec.rows.outputs()),
      is_read_late_(spec.ranks.address > 0),
      free_(b.reg("free_rows", {{0, rows_}}, rows_)),
      ready_(b.reg("ready_rows", {{0, rows_}}, 0, "rows written and not yet taken by the walk")),
      has_free_(b.reg("has_free_row", {kBit}, 1)),
      wanted_(b, acquire, "rows_wanted"),
      wanted_less_(b, acquire.plus(-1), "rows_wanted_less_1"),
      done_(b, release, "rows_done"),
      done_less_(b, release.plus(-1), "rows_done_less_1"),
      has_enough_(ready_.value() >= wanted_.value()) {
  if (spec.ranks.rows == 0) return;
  // What is compared changes at the first step of an output row, two edges at least before the next one may
  // start.
  KNAP_CHECK(spec.steps_per_row() > 1);
  const Reg known = b.reg("has_enough_rows", {kBit}, acquire.runs.front().second == 0 ? 1 : 0);
  known.set(has_enough_);
  has_enough_ = known;
}

RowWrite RowCounts::write(Builder& b, const Stream& in, std::int64_t beats_per_row) const {
  b.drive(in.ready, has_free_);
  const Value enable = (in.valid & has_free_).named("write");
  LoopNest writer(b, {{"write_beat", beats_per_row}});
  const Value row_ends = (enable & writer.last(0)).named("row_written");
  writer.step(enable);
  return {enable, row_ends, writer.index(0)};
}

// Whether a row comes or goes is known late in a cycle: the sums that follow from it are worked out beside
// it, each from registers alone.
void RowCounts::step(const LoopNest& loops, Value written, Value takes, Value ends, Value advance) {
  for (const RowValue* value : {&wanted_, &wanted_less_}) value->step(loops, outputs_, takes);
  for (const RowValue* value : {&done_, &done_less_}) value->step(loops, outputs_, ends);
  Value gives = ends, done = done_.value(), done_less = done_less_.value();
  if (is_read_late_) {  // the row is read a move later, and so are its rows given back
    Builder& b = ends.builder();
    gives = (FlagPipe(b, "row_ended", advance).after(ends, 1) & advance).named("gives_rows");
    done = delayed(done, 1, "rows_done_before", ends);
    done_less = delayed(done_less, 1, "rows_done_less_before", ends);
  }
  const auto within = [&](Value value) { return value.narrow({0, rows_}); };
  const Value ready = ready_, free = free_;
  const Value taken = mux(written, within(ready - wanted_less_.value()), within(ready - wanted_.value()));
  ready_.set(mux(takes, taken.named("rows_left"), mux(written, within(ready + 1), ready)));
  // Another module's step hangs on it by ready, so it is worked out a cycle ahead.
  has_free_.set((gives & !(done == 0)) | (has_free_ & !(written & (free == 1))));
  const Value given = mux(written, within(free + done_less), within(free + done));
  free_.set(mux(gives, given.named("rows_given"), mux(written, within(free - 1), free)));
}

}  // namespace knap::hw
