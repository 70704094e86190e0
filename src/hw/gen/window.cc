#include "hw/gen/window.h"

namespace knap::hw {
namespace {

// The loops of the walk, outermost first.
constexpr int kRow = 0, kColumn = 1, kGroup = 2, kTapRow = 3, kTapColumn = 4, kBeat = 5;

std::vector<LoopNest::Loop> loops_of(const WindowSpec& spec) {
  return {{"row", spec.rows.outputs()},
          {"column", spec.columns.outputs()},
          {"group", spec.groups},
          {"tap_row", spec.rows.kernel},
          {"tap_column", spec.columns.kernel},
          {"beat", spec.is_channelwise ? 1 : spec.beats_per_position}};
}

std::int64_t modulo(std::int64_t value, std::int64_t modulus) {
  return ((value % modulus) + modulus) % modulus;
}

/// (value + increment) mod modulus for value in [0, modulus).
Value add_modulo(Value value, Value increment, std::int64_t modulus) {
  const Value sum = value + increment;
  if (sum.interval().high < modulus) return sum;
  return mux(sum >= modulus, (sum - modulus).narrow({0, modulus - 1}), sum.narrow({0, modulus - 1}));
}

Value add_modulo(Value value, std::int64_t increment, std::int64_t modulus) {
  if (increment == 0 || modulus == 1) return value;
  return add_modulo(value, value.builder().constant(increment), modulus);
}

/// One output beat's steps; the first may wait for rows, the last may give rows back.
std::vector<Phase> steps_of_group(std::int64_t steps, std::uint32_t consume, std::int32_t acquire,
                                  std::int32_t release) {
  if (steps == 1) return {{1, {consume, true, acquire, release}, {}}};
  std::vector<Phase> phases{{1, {consume, false, acquire, 0}, {}}};
  if (steps > 2) phases.push_back({steps - 2, {consume, false, 0, 0}, {}});
  phases.push_back({1, {consume, true, 0, release}, {}});
  return phases;
}

/// `groups` output beats of one row.
std::vector<Phase> steps_of_row(std::int64_t groups, std::int64_t steps, std::int32_t acquire,
                                std::int32_t release) {
  if (groups == 1) return steps_of_group(steps, 0, acquire, release);
  std::vector<Phase> phases = steps_of_group(steps, 0, acquire, 0);
  if (groups > 2) phases.push_back({groups - 2, {}, steps_of_group(steps, 0, 0, 0)});
  for (Phase& phase : steps_of_group(steps, 0, 0, release)) phases.push_back(std::move(phase));
  return phases;
}

std::int64_t rows_acquired(const AxisWalk& rows, std::int64_t o) {
  return rows.rows_needed(o) - (o == 0 ? 0 : rows.rows_needed(o - 1));
}

std::int64_t rows_released(const AxisWalk& rows, std::int64_t o) {
  return rows.rows_done(o) - (o == 0 ? 0 : rows.rows_done(o - 1));
}

}  // namespace

bool WindowSpec::is_direct() const {
  if (is_ring_forced || rows.has_padding() || columns.has_padding()) return false;
  const bool one_pass = is_channelwise ? beats_per_position == 1 : groups == 1;
  const bool in_order = columns.kernel == 1 ? columns.stride == 1 && (columns.length == 1 || rows.kernel == 1)
                                            : rows.kernel == 1;
  const auto covers = [](const AxisWalk& axis) {
    return axis.stride == axis.kernel && axis.dilation == 1 && axis.length % axis.kernel == 0;
  };
  return one_pass && in_order && covers(rows) && covers(columns);
}

std::int64_t WindowSpec::memory_words() const {
  const std::int64_t words = used_ring_rows() * beats_per_row();
  if (!columns.has_padding() && !rows.has_padding()) return words;
  std::int64_t power = 1;
  while (power < words) power *= 2;
  return power;
}

Tokens window_tokens(const WindowSpec& spec, int pipeline) {
  Tokens tokens;
  tokens.pipeline = pipeline;
  const std::int64_t steps = spec.steps_per_group();
  const std::int64_t groups = spec.columns.outputs() * spec.groups;
  if (spec.is_direct()) {
    tokens.program.push_back({spec.rows.outputs() * groups, {}, steps_of_group(steps, 1, 0, 0)});
    return tokens;
  }
  tokens.window = WindowTokens{spec.used_ring_rows(), spec.beats_per_row()};
  for (std::int64_t o = 0; o < spec.rows.outputs();) {
    std::int64_t end = o + 1;
    while (end < spec.rows.outputs() && rows_acquired(spec.rows, end) == rows_acquired(spec.rows, o) &&
           rows_released(spec.rows, end) == rows_released(spec.rows, o))
      ++end;
    tokens.program.push_back(
        {end - o,
         {},
         steps_of_row(groups, steps, static_cast<std::int32_t>(rows_acquired(spec.rows, o)),
                      static_cast<std::int32_t>(rows_released(spec.rows, o)))});
    o = end;
  }
  return tokens;
}

Window::Window(Builder& builder, const WindowSpec& spec, Value advance) {
  spec.is_direct() ? build_direct(builder, spec, advance) : build_ring(builder, spec, advance);
}

void Window::build_direct(Builder& b, const WindowSpec& spec, Value advance) {
  const Stream in = b.input_stream("in", spec.beat, spec.input_beats());
  // Only the place within an output beat matters: positions are counted by the stream itself.
  LoopNest loops(b, {{"step", spec.steps_per_group()}});
  b.drive(in.ready, advance);
  fire_ = (in.valid & advance).named("fire");
  data_ = b.delay("beat_1", in.data, fire_);
  group_ = b.constant(0);
  first_ = loops.first(0);
  last_ = loops.last(0);
  wraps_ = last_;
  loops.step(fire_);
}

namespace {

/// The reader's place in the ring: addresses of the window's top row, of the tap's row, and of the tap's
/// column.
struct Place {
  Value address;  ///< of the beat to read
  Value is_padding;
};

/// Counts in padding and address of rows: `origin` per output row, `tap` per tap row.
class RowWalk {
 public:
  RowWalk(Builder& b, const WindowSpec& spec, const LoopNest& loops, Value fire) {
    const AxisWalk& rows = spec.rows;
    const std::int64_t pitch = spec.beats_per_row();
    const std::int64_t size = spec.used_ring_rows() * pitch;
    const Value row_ends = fire & loops.all_last(kColumn);
    const Value tap_ends = fire & loops.all_last(kTapColumn);
    const Value window_ends = loops.all_last(kTapRow);

    const std::int64_t start = modulo(-rows.pad_low * pitch, size);
    const std::int64_t advance_row = modulo(rows.stride * pitch, size);
    const std::int64_t advance_frame =
        modulo((rows.length - (rows.outputs() - 1) * rows.stride) * pitch, size);
    const Reg top = b.reg("top_address", {{0, size - 1}}, start, "ring address of the window's first row");
    const Value increment = rows.outputs() == 1
                                ? b.constant(advance_frame)
                                : mux(loops.last(kRow), b.constant(advance_frame), b.constant(advance_row));
    const Value next_top = mux(loops.all_last(kColumn), add_modulo(top, increment, size), top);
    top.set(next_top, row_ends);
    address_ = top;
    if (rows.kernel > 1) {
      const Reg tap = b.reg("tap_address", {{0, size - 1}}, start, "ring address of the tap's row");
      tap.set(mux(window_ends, next_top, add_modulo(tap, modulo(rows.dilation * pitch, size), size)),
              tap_ends);
      address_ = tap;
    }
    is_padding_ = rows.has_padding() ? padding(b, rows, loops, row_ends, tap_ends) : b.bit(false);
  }

  Value address() const { return address_; }
  Value is_padding() const { return is_padding_; }

 private:
  static Value padding(Builder& b, const AxisWalk& rows, const LoopNest& loops, Value row_ends,
                       Value tap_ends) {
    const std::int64_t low = -rows.pad_low;
    const std::int64_t high_origin = (rows.outputs() - 1) * rows.stride - rows.pad_low;
    const std::int64_t high = high_origin + (rows.kernel - 1) * rows.dilation;
    Value origin = b.constant(low);
    Value next_origin = origin;
    if (rows.outputs() > 1) {
      const Reg reg = b.reg("row_origin", {{low, high_origin}}, low, "input row of the window's first tap");
      next_origin = mux(loops.all_last(kColumn),
                        mux(loops.last(kRow), low, (reg.value() + rows.stride).narrow({low, high_origin})),
                        reg.value());
      reg.set(next_origin, row_ends);
      origin = reg;
    }
    Value row = origin;
    if (rows.kernel > 1) {
      const Reg tap = b.reg("tap_row_index", {{low, high}}, low);
      tap.set(mux(loops.all_last(kTapRow), next_origin, (tap.value() + rows.dilation).narrow({low, high})),
              tap_ends);
      row = tap;
    }
    return (row < 0) | (row >= rows.length);
  }

  Value address_, is_padding_;
};

/// The same for columns, in beats from the row's start.
class ColumnWalk {
 public:
  ColumnWalk(Builder& b, const WindowSpec& spec, const LoopNest& loops, Value fire) {
    const AxisWalk& columns = spec.columns;
    const std::int64_t unit = spec.beats_per_position;
    const std::int64_t low = -columns.pad_low * unit;
    const std::int64_t high_origin = ((columns.outputs() - 1) * columns.stride - columns.pad_low) * unit;
    const std::int64_t high = high_origin + (columns.kernel - 1) * columns.dilation * unit;
    offset_ = b.constant(0);
    Value next_origin = b.constant(low);
    Value origin = b.constant(low);
    if (columns.outputs() > 1) {
      const Reg reg = b.reg("column_origin", {{low, high_origin}}, low,
                            "first tap's column, in beats from the row's start");
      next_origin =
          mux(loops.all_last(kGroup),
              mux(loops.last(kColumn), low, (reg.value() + columns.stride * unit).narrow({low, high_origin})),
              reg.value());
      reg.set(next_origin, fire & loops.all_last(kGroup));
      origin = reg;
    }
    if (columns.kernel > 1) {
      const Reg tap = b.reg("tap_column_offset", {{low, high}}, low);
      tap.set(mux(loops.last(kTapColumn), next_origin,
                  (tap.value() + columns.dilation * unit).narrow({low, high})),
              fire & loops.all_last(kBeat));
      offset_ = tap;
    } else {
      offset_ = origin;
    }
    is_padding_ = columns.has_padding() ? (offset_ < 0) | (offset_ >= columns.length * unit) : b.bit(false);
  }

  Value offset() const { return offset_; }
  Value is_padding() const { return is_padding_; }

 private:
  Value offset_, is_padding_;
};

}  // namespace

void Window::build_ring(Builder& b, const WindowSpec& spec, Value advance) {
  const std::int64_t ring_rows = spec.used_ring_rows();
  const std::int64_t size = ring_rows * spec.beats_per_row();
  const Stream in = b.input_stream("in", spec.beat, spec.input_beats());

  // Writer: a row may be written while a row is free; it becomes readable with its last beat.
  const Reg free_rows = b.reg("free_rows", {{0, ring_rows}}, ring_rows);
  const Reg ready_rows =
      b.reg("ready_rows", {{0, ring_rows}}, 0, "rows written and not yet taken by the walk");
  b.drive(in.ready, free_rows.value() != b.constant(0));
  const Value write = (in.valid & (free_rows.value() != b.constant(0))).named("write");
  LoopNest writer(b, {{"write_beat", spec.beats_per_row()}});
  const Value row_written = (write & writer.last(0)).named("row_written");
  writer.step(write);
  Value write_address = b.constant(0);
  if (size > 1) {
    const Reg address = b.reg("write_address", {{0, size - 1}}, 0);
    address.set(add_modulo(address, 1, size), write);
    write_address = address;
  }

  // Reader: a step needs room behind it and, at the start of a row, the rows that this row needs.
  LoopNest loops(b, loops_of(spec));
  const RowRuns acquire =
      RowRuns::of(spec.rows.outputs(), [&](std::int64_t o) { return rows_acquired(spec.rows, o); });
  const RowRuns release =
      RowRuns::of(spec.rows.outputs(), [&](std::int64_t o) { return rows_released(spec.rows, o); });
  const Value acquired = acquire.at(b, loops.index(kRow)).named("rows_wanted");
  const Value starts_row = loops.all_first(kColumn).named("starts_row");
  const Value has_rows = ((!starts_row) | (ready_rows.value() >= acquired)).named("has_rows");
  fire_ = (advance & has_rows).named("fire");
  const Value ends_row = (fire_ & loops.all_last(kColumn)).named("ends_row");
  const Value taken = mux(fire_ & starts_row, acquired, b.constant(0));
  const Value returned = mux(ends_row, release.at(b, loops.index(kRow)), b.constant(0));
  // Rows are conserved: free + ready + in use = ring_rows.
  ready_rows.set((ready_rows.value() + row_written - taken).narrow({0, ring_rows}));
  free_rows.set((free_rows.value() - row_written + returned).narrow({0, ring_rows}));

  const RowWalk row(b, spec, loops, fire_);
  const ColumnWalk column(b, spec, loops, fire_);
  const Value beat = spec.is_channelwise ? loops.index(kGroup) : loops.index(kBeat);
  const Value is_padding = (row.is_padding() | column.is_padding()).named("is_padding");
  const std::int64_t words = spec.memory_words();
  const Value sum = row.address() + column.offset() + beat;
  // Outside the input the address is meaningless and what it reads is replaced.
  const bool has_padding = spec.rows.has_padding() || spec.columns.has_padding();
  const int address_bits = width_bits({0, words - 1});
  const Value address = has_padding ? sum.truncate(address_bits, false) : sum.narrow({0, words - 1});
  const Value read = b.ram("rows", spec.memory, spec.beat, words, {write, write_address, in.data}, address,
                           fire_, "ring of input rows");
  group_ = loops.index(kGroup);
  first_ = loops.all_first(kTapRow).named("first");
  last_ = loops.all_last(kTapRow).named("last");
  wraps_ = loops.all_last(kGroup).named("position_ends");
  data_ = has_padding ? mux(b.delay("was_padding", is_padding, advance), spec.pad_code, read) : read;
  loops.step(fire_);
}

}  // namespace knap::hw
