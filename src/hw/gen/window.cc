#include "hw/gen/window.h"

#include <fmt/format.h>

#include "hw/gen/window_banks.h"
#include "hw/gen/window_rows.h"
#include "hw/gen/window_walk.h"

namespace knap::hw {
namespace {

using Loop = WindowLoop;

/// In the order of WindowLoop.
std::vector<LoopNest::Loop> loops_of(const WindowSpec& spec) {
  return {{"row", spec.rows.outputs()},
          {"column", spec.columns.outputs()},
          {"group", spec.groups},
          {"tap_row", spec.taps > 1 ? 1 : spec.rows.kernel},
          {"tap_column", spec.columns.kernel},
          {"beat", spec.is_channelwise ? 1 : spec.beats_per_position}};
}

/// What happens to the ring in this cycle.
struct RingAccess {
  Builder::Write write;
  Value row_written, read, advance;
};

/// The beats of a step's taps, pad_code outside the input.
Value read_taps(Builder& b, const WindowSpec& spec, const RingAccess& ring, const LoopNest& loops) {
  const ColumnWalk column(b, spec, loops);
  const Value beat = spec.is_channelwise ? loops.index(Loop::kGroup) : loops.index(Loop::kBeat);
  const std::int64_t words = spec.memory_words();
  Value data, is_padding = column.is_padding();
  bool has_padding = spec.columns.has_padding();
  int stages = static_cast<int>(1 + spec.ranks.address + spec.ranks.memory);
  // Outside the input the address is meaningless and what it reads is replaced.
  const auto within_memory = [&](Value sum) {
    if (words == 1) return b.constant(0);
    const Value address =
        has_padding ? sum.truncate(width_bits({0, words - 1}), false) : sum.narrow({0, words - 1});
    return delayed(address, static_cast<int>(spec.ranks.address), "read_address", ring.advance);
  };
  if (spec.taps > 1) {
    data = RowBanks(b, spec, ring.write, ring.row_written, within_memory(column.offset() + beat), ring.read,
                    ring.advance, loops)
               .data();
    ++stages;
  } else {
    const RowWalk row(b, spec, loops);
    has_padding = has_padding || spec.rows.has_padding();
    is_padding = row.is_padding() | is_padding;
    const Value read =
        b.ram("rows", spec.memory, spec.beat, words, ring.write,
              within_memory(row.address() + column.offset() + beat), ring.read, "ring of input rows");
    data = read_behind(read, static_cast<int>(spec.ranks.memory), "rows_read", ring.advance);
  }
  if (has_padding) {
    Value was_padding = b.delay("was_padding", is_padding.named("is_padding"), ring.advance);
    if (stages > 1) was_padding = delayed(was_padding, stages - 1, "was_padding_read", ring.advance);
    data = mux(was_padding, spec.pad_code, data).named("tap_data");
  }
  return spec.ranks.operand > 0 ? b.delay("operand", data, ring.advance) : data;
}

}  // namespace

// Direct where the walk meets every beat once and in raster order: windows that tile the input (stride =
// kernel, no rest), read in one pass, and whose taps lie one behind the other in the stream. They do along
// one row (rows.kernel = 1), or down a single column.
bool WindowSpec::is_direct() const {
  if (taps > 1 || is_ring_forced || rows.has_padding() || columns.has_padding()) return false;
  const bool one_pass = is_channelwise ? beats_per_position == 1 : groups == 1;
  const bool in_order = columns.kernel == 1 ? columns.stride == 1 && (columns.length == 1 || rows.kernel == 1)
                                            : rows.kernel == 1;
  const auto covers = [](const AxisWalk& axis) {
    return axis.stride == axis.kernel && axis.dilation == 1 && axis.length % axis.kernel == 0;
  };
  return one_pass && in_order && covers(rows) && covers(columns);
}

// A whole window takes the beats of a row as they come where it is one row high and no row is left out.
bool WindowSpec::has_ring() const {
  return is_whole() ? rows.kernel > 1 || rows.stride > 1 || rows.has_padding() : !is_direct();
}

std::int64_t WindowSpec::tail_columns() const {
  const std::int64_t newest =
      (columns.outputs() - 1) * columns.stride - columns.pad_low + columns.dilation * (columns.kernel - 1);
  return std::max<std::int64_t>(0, newest - (columns.length - 1));
}

std::int64_t WindowSpec::memory_words() const {
  const std::int64_t words = (taps > 1 ? 1 : used_ring_rows()) * beats_per_row();
  if (is_whole() || (!columns.has_padding() && (taps > 1 || !rows.has_padding()))) return words;
  std::int64_t power = 1;
  while (power < words) power *= 2;
  return power;
}

Window::Window(Builder& builder, const WindowSpec& spec, const Moves& moves) {
  KNAP_CHECK(spec.taps == 1 || spec.frames == 1);
  spec.is_whole()    ? build_whole(builder, spec, moves)
  : spec.is_direct() ? build_direct(builder, spec, moves)
                     : build_ring(builder, spec, moves);
}

std::optional<Value> Window::at_read(std::optional<Value> place, Value advance) const {
  if (!place || read_.id() == fire_.id()) return place;
  return delayed(*place, 1, "place", advance);
}

void Window::build_direct(Builder& b, const WindowSpec& spec, const Moves& moves) {
  const Stream in = b.input_stream("in", spec.beat, spec.input_beats());
  // Only the place within an output beat matters: positions are counted by the stream itself.
  LoopNest loops(b, {{"step", spec.steps_per_group()}});
  b.drive(in.ready, moves.start);
  fire_ = read_ = (in.valid & moves.start).named("fire");
  data_ = b.delay("beat_1", in.data, fire_);
  for (int k = 2; k <= spec.stages(); ++k) data_ = b.delay(fmt::format("beat_{}", k), data_, moves.advance);
  group_ = b.constant(0);
  place_ = loops.place(0);
  first_ = loops.first(0);
  last_ = loops.last(0);
  loops.step(fire_);
}

// Why what is read is what was written. A row of the ring is free, ready, or in use by the walk, in the order
// of the stream. The writer fills rows only while one is free; a row is ready with its last beat. The first
// step of output row o waits for all rows that o needs and takes them; its last step gives back those that no
// later row needs (AxisWalk). So a tap reads a row in use, never the one that is being written, which still
// counts as free, and never in the cycle of a write to the same address. Both sides count beats modulo the
// ring's size (RowWalk), so they agree about where a row lies.
//
// Why it goes on: a frame takes and gives back exactly `length` rows, so every frame begins as the first one.
// The walk waits only for rows, at the start of an output row o. It then holds what o - 1 has left, and with
// ring_rows >= min_rows the ring has room for the rest of what o needs, so the writer is not stopped before.
//
// What it costs: a step per cycle; six counters at most, two addresses and four coordinates of padding, none
// of them with a multiplier; a memory of ring_rows rows. in_ready is a function of registers.
void Window::build_ring(Builder& b, const WindowSpec& spec, const Moves& moves) {
  const std::int64_t size = (spec.taps > 1 ? 1 : spec.used_ring_rows()) * spec.beats_per_row();
  const Stream in = b.input_stream("in", spec.beat, spec.input_beats());

  RowCounts counts(b, spec);

  const RowWrite write = counts.write(b, in, spec.beats_per_row());
  Value write_address = b.constant(0);
  if (size > 1) {
    const Reg address = b.reg("write_address", {{0, size - 1}}, 0);
    address.set(next_modulo(address, size), write.enable);
    write_address = address;
  }

  // Reader: a step needs room behind it and, at the start of a row, the rows that this row needs.
  LoopNest loops(b, loops_of(spec));
  const Value starts_row = loops.all_first(Loop::kColumn);
  const Value has_rows = ((!starts_row) | counts.has_enough()).named("has_rows");
  fire_ = (moves.start & has_rows).named("fire");
  loops.step(fire_);
  counts.step(loops, write.row_ends, (fire_ & starts_row).named("takes_rows"), loops.ends(Loop::kRow),
              moves.advance);

  group_ = loops.index(Loop::kGroup);
  first_ = loops.all_first(Loop::kTapRow).named("first");
  last_ = loops.all_last(Loop::kTapRow).named("last");
  loops.all_last(Loop::kGroup).named("position_ends");
  read_ = read_step(b, spec, fire_, moves.advance);
  place_ = at_read(loops.place(Loop::kGroup), moves.advance);
  data_ = read_taps(b, spec, {{write.enable, write_address, in.data}, write.row_ends, read_, moves.advance},
                    loops);
}

}  // namespace knap::hw
