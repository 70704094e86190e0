#include "hw/gen/window_walk.h"

namespace knap::hw {
namespace {

using Loop = WindowLoop;

std::int64_t modulo(std::int64_t value, std::int64_t modulus) {
  return ((value % modulus) + modulus) % modulus;
}

}  // namespace

Value add_modulo(Value value, std::int64_t increment, std::int64_t modulus) {
  if (increment == 0 || modulus == 1) return value;
  if (increment == 1) return next_modulo(value, modulus);
  Builder& b = value.builder();
  return add_modulo(value, b.constant(increment), b.constant(modulus - increment), modulus);
}

Value add_modulo(Value value, Value increment, Value rest, std::int64_t modulus) {
  const Value sum = value + increment;
  if (sum.interval().high < modulus) return sum;
  if (is_power_of_two(modulus)) return sum.truncate(width_bits({0, modulus - 1}), false);
  const Interval range{0, modulus - 1};
  // Both sums and the comparison side by side; the one that is not chosen may be anything.
  return mux(value < rest, sum.narrow(range), (value - rest).narrow(range));
}

RowWalk::RowWalk(Builder& b, const WindowSpec& spec, const LoopNest& loops) {
  const AxisWalk& rows = spec.rows;
  const std::int64_t pitch = spec.beats_per_row();
  const std::int64_t size = spec.used_ring_rows() * pitch;
  const Value row_ends = loops.ends(Loop::kRow);
  const Value tap_ends = loops.ends(Loop::kTapRow);
  const Value window_ends = loops.all_last(Loop::kTapRow);

  const std::int64_t start = modulo(-rows.pad_low * pitch, size);
  const std::int64_t advance_row = modulo(rows.stride * pitch, size);
  const std::int64_t advance_frame = modulo((rows.length - (rows.outputs() - 1) * rows.stride) * pitch, size);
  const Reg top = b.reg("top_address", {{0, size - 1}}, start, "ring address of the window's first row");
  const auto of_move = [&](std::int64_t of_frame, std::int64_t of_row) {
    return rows.outputs() == 1 ? b.constant(of_frame)
                               : mux(loops.last(Loop::kRow), b.constant(of_frame), b.constant(of_row));
  };
  Value moved_top =
      add_modulo(top, of_move(advance_frame, advance_row).named("top_address_move"),
                 of_move(size - advance_frame, size - advance_row).named("top_address_rest"), size);
  // It depends on what moves with the row alone, and is looked at at the end of a row: of two steps or more,
  // it is known an edge before.
  if (spec.steps_per_row() > 1) moved_top = b.delay("next_row_address", moved_top, b.bit(true));
  top.set(moved_top, row_ends);
  address_ = top;
  if (rows.kernel > 1) {
    const Reg tap = b.reg("tap_address", {{0, size - 1}}, start, "ring address of the tap's row");
    const Value next_top = mux(loops.all_last(Loop::kColumn), moved_top, top).named("next_top_address");
    const Value below = add_modulo(tap, modulo(rows.dilation * pitch, size), size);
    tap.set(mux(window_ends, next_top, below.named("next_tap_address")), tap_ends);
    address_ = tap;
  }
  is_padding_ = rows.has_padding() ? padding(b, rows, loops, row_ends, tap_ends) : b.bit(false);
}

Value RowWalk::padding(Builder& b, const AxisWalk& rows, const LoopNest& loops, Value row_ends,
                       Value tap_ends) {
  const std::int64_t low = -rows.pad_low;
  const std::int64_t high_origin = (rows.outputs() - 1) * rows.stride - rows.pad_low;
  const std::int64_t high = high_origin + (rows.kernel - 1) * rows.dilation;
  Value origin = b.constant(low);
  Value next_origin = origin;
  if (rows.outputs() > 1) {
    const Reg reg = b.reg("row_origin", {{low, high_origin}}, low, "input row of the window's first tap");
    const Value moved =
        mux(loops.last(Loop::kRow), low, (reg.value() + rows.stride).narrow({low, high_origin}))
            .named("moved_row_origin");
    reg.set(moved, row_ends);
    next_origin = mux(loops.all_last(Loop::kColumn), moved, reg.value()).named("next_row_origin");
    origin = reg;
  }
  Value row = origin;
  if (rows.kernel > 1) {
    const Reg tap = b.reg("tap_row_index", {{low, high}}, low);
    tap.set(
        mux(loops.all_last(Loop::kTapRow), next_origin, (tap.value() + rows.dilation).narrow({low, high})),
        tap_ends);
    row = tap;
  }
  return (row < 0) | (row >= rows.length);
}

ColumnWalk::ColumnWalk(Builder& b, const WindowSpec& spec, const LoopNest& loops) {
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
    const Value moved =
        mux(loops.last(Loop::kColumn), low, (reg.value() + columns.stride * unit).narrow({low, high_origin}))
            .named("moved_column_origin");
    reg.set(moved, loops.ends(Loop::kColumn));
    next_origin = mux(loops.all_last(Loop::kGroup), moved, reg.value()).named("next_column_origin");
    origin = reg;
  }
  if (columns.kernel > 1) {
    const Reg tap = b.reg("tap_column_offset", {{low, high}}, low);
    tap.set(mux(loops.last(Loop::kTapColumn), next_origin,
                (tap.value() + columns.dilation * unit).narrow({low, high})),
            loops.ends(Loop::kTapColumn));
    offset_ = tap;
  } else {
    offset_ = origin;
  }
  is_padding_ = columns.has_padding() ? (offset_ < 0) | (offset_ >= columns.length * unit) : b.bit(false);
}

}  // namespace knap::hw
