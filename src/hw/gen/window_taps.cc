// The whole window in a step: the newest column enters as the walk goes along a row, the ones before it lie
// in lines of registers.
#include <fmt/format.h>

#include "hw/gen/window_banks.h"
#include "hw/gen/window_rows.h"
#include "hw/gen/window_walk.h"

namespace knap::hw {
namespace {

using Loop = WindowLoop;

/// `steps` moves ago; a memory where it is long.
class Line {
 public:
  /// `place`: counts the moves modulo `steps`.
  Line(Builder& b, const std::string& name, Type type, std::int64_t steps, Value place, Value move)
      : name_(name), builder_(&b), steps_(steps), place_(place), move_(move) {
    if (steps > kRegisters) {
      next_ = b.wire(name + "_next", type);
      out_ = b.ram_async(name, type, steps, {move, place, next_}, place, "what came a position ago");
    } else {
      register_ = b.reg(name, type);
      out_ = register_;
    }
  }
  Value out() const { return out_; }
  void set(Value value) {
    if (steps_ > kRegisters) return builder_->drive(next_, value);
    for (std::int64_t k = 1; k < steps_; ++k)
      value = builder_->delay(fmt::format("{}_{}", name_, k), value, move_);
    register_.set(value, move_);
  }

 private:
  static constexpr std::int64_t kRegisters = 2;
  std::string name_;
  Builder* builder_;
  std::int64_t steps_;
  Value place_, move_, next_, out_;
  Reg register_;
};

/// Which step of which column the walk of a whole window makes.
class WholeWalk {
 public:
  WholeWalk(Builder& b, const WindowSpec& spec)
      : b_(b),
        spec_(spec),
        tail_columns_(spec.tail_columns()),
        outer_(b, {{"row", spec.rows.outputs()}, {"column", spec.columns.length}}),
        inner_(b, {{"group", spec.groups}, {"beat", spec.is_channelwise ? 1 : spec.beats_per_position}}),
        tail_(b, {{"tail_column", std::max<std::int64_t>(1, tail_columns_)}}),
        is_tail_(b.bit(false)),
        column_(outer_.index(Loop::kColumn)) {
    if (tail_columns_ == 0) return;
    in_tail_ = b.reg("in_tail", {kBit}, 0, "the last outputs of a frame wait for padding alone");
    is_tail_ = in_tail_;
    column_ = mux(is_tail_, tail_.index(0), column_).named("newest_column");
  }

  Value is_tail() const { return is_tail_; }
  Value column() const { return column_; }
  const LoopNest& inner() const { return inner_; }
  const LoopNest& outer() const { return outer_; }
  Value beat() const { return spec_.is_channelwise ? inner_.index(kGroup) : inner_.index(kBeat); }
  /// Of the newest beat in its row.
  Value address() const { return offset_ + beat(); }
  Value starts_row() const { return (!is_tail_) & outer_.first(Loop::kColumn) & inner_.all_first(kGroup); }
  /// The first pass through the position's beats: they are new.
  Value is_new() const { return spec_.is_channelwise ? b_.bit(true) : inner_.first(kGroup); }
  Value first() const { return inner_.all_first(kBeat); }
  Value last() const { return inner_.all_last(kBeat) & produces_; }

  void step(Value fire) {
    produces_ = produces(fire);
    inner_.step(fire);
    const Value ends = (fire & inner_.all_last(kGroup)).named("position_ends");
    outer_.step(ends & !is_tail_);
    tail_.step(ends & is_tail_);
    offset_ = outer_.index(Loop::kColumn);
    if (const std::int64_t beats = spec_.beats_per_position;
        beats > 1 && spec_.columns.length > 1 && spec_.has_ring()) {
      const Interval range{0, (spec_.columns.length - 1) * beats};
      const Reg offset = b_.reg("column_offset", {range}, 0, "newest column, in beats from the row's start");
      offset.set(mux(outer_.last(Loop::kColumn), 0, (offset.value() + beats).narrow(range)),
                 ends & !is_tail_);
      offset_ = offset;
    }
    if (tail_columns_ > 0) in_tail_.set(mux(is_tail_, !tail_.last(0), outer_.all_last(Loop::kRow)), ends);
  }

 private:
  static constexpr int kGroup = 0, kBeat = 1;

  /// An output is complete with this column: of this row where the window has come that far, of the row
  /// before where it still waited for padding. The two never meet: legal_taps.
  Value produces(Value fire) {
    const AxisWalk& columns = spec_.columns;
    const std::int64_t newest = columns.dilation * (columns.kernel - 1) - columns.pad_low;
    const Value is_in_tail = tail_columns_ == 0 ? b_.bit(false) : column_ < tail_columns_;
    // A kernel that reaches further than the row is long: its first output, too, comes in the tail.
    const Value is_late =
        newest > columns.length ? is_in_tail & (column_ >= newest - columns.length) : is_in_tail;
    const Value was_row = is_tail_ | !outer_.first(Loop::kRow);
    const Value is_own = (!is_in_tail) & (column_ >= newest);
    if (columns.stride == 1) return (is_late & was_row) | is_own;
    const Reg phase = b_.reg("column_phase", {{0, columns.stride - 1}}, 0, "column modulo the stride");
    const Value row_ends = mux(is_tail_, tail_.last(0), outer_.last(Loop::kColumn));
    phase.set(mux(row_ends, 0, next_modulo(phase, columns.stride)), fire & inner_.all_last(kGroup));
    const auto is_at = [&](std::int64_t column) {
      return phase.value() == (column % columns.stride + columns.stride) % columns.stride;
    };
    return (is_late & was_row & is_at(newest - columns.length)) | (is_own & is_at(newest));
  }

  Builder& b_;
  const WindowSpec& spec_;
  std::int64_t tail_columns_;
  LoopNest outer_, inner_, tail_;
  Reg in_tail_;
  Value is_tail_, column_, offset_, produces_;
};

/// Whether the column `distance` before the newest one, c, lies outside the row that an output belongs to. An
/// output that is complete at c < tail is of the row before: what is no farther than c has come from this row
/// already, and what is farther than c and a whole row from the one before that. From c = tail on it is of
/// this row: what is farther than c is of the row before.
Value is_column_padding(Value column, std::int64_t distance, std::int64_t tail, std::int64_t length) {
  Builder& b = column.builder();
  const auto is_within = [&](std::int64_t low, std::int64_t high) {
    if (low >= high) return b.bit(false);
    const Value below = high < length ? column < high : b.bit(true);
    return low > 0 ? (column >= low) & below : below;
  };
  const Value is_beside = is_within(std::min(distance, tail), std::min(std::max(distance, tail), length));
  return is_beside | is_within(0, std::min(distance - length, tail));
}

/// Edges from a step to the beat that enters with it.
int entry_stages(const WindowSpec& spec) { return spec.stages() - static_cast<int>(spec.ranks.operand); }

/// A step, and the beat that enters, entry_stages() edges later.
struct Entered {
  Value fire, read, beat;
};

/// From rows that have arrived.
Entered enter_rows(Builder& b, const WindowSpec& spec, WholeWalk& walk, const Moves& moves) {
  const Value advance = moves.advance;
  const Stream in = b.input_stream("in", spec.beat, spec.input_beats());
  RowCounts counts(b, spec);
  const RowWrite write = counts.write(b, in, spec.beats_per_row());
  const Value starts_row = walk.starts_row().named("starts_row");
  const Value fire = (moves.start & ((!starts_row) | counts.has_enough())).named("fire");
  walk.step(fire);
  const LoopNest& outer = walk.outer();
  counts.step(outer, write.row_ends, (fire & starts_row).named("takes_rows"), outer.ends(Loop::kRow),
              advance);
  const Value read = read_step(b, spec, fire, advance);
  const Value address =
      delayed(walk.address(), static_cast<int>(spec.ranks.address), "read_address", advance);
  const RowBanks banks(b, spec, {write.enable, write.beat, in.data}, write.row_ends, address, read, advance,
                       outer);
  return {fire, read, banks.data()};
}

/// As it comes.
Entered enter_stream(Builder& b, const WindowSpec& spec, WholeWalk& walk, int stages, const Moves& moves) {
  const Stream in = b.input_stream("in", spec.beat, spec.input_beats());
  const Value takes = (walk.is_new() & !walk.is_tail()).named("takes_beat");
  b.drive(in.ready, moves.start & takes);
  const Value fire = (moves.start & (in.valid | !takes)).named("fire");
  walk.step(fire);
  Value beat = b.delay("beat_1", in.data, fire);
  for (int k = 2; k <= stages; ++k) beat = b.delay(fmt::format("beat_{}", k), beat, moves.advance);
  return {fire, fire, beat};
}

/// v(0), v(1), ... of build_whole, as far as the window reaches.
std::vector<Value> line_up(Builder& b, const WindowSpec& spec, const WholeWalk& walk, const Entered& entered,
                           Value advance) {
  const int entry = entry_stages(spec);
  const std::int64_t span = spec.columns.dilation * (spec.columns.kernel - 1);
  const Value steps = FlagPipe(b, "entered", advance).after(entered.fire, entry);
  const Value move = (steps & advance).named("columns_move");
  const Value is_new = delayed(walk.is_new(), entry, "is_new", advance);
  const Value place = delayed(walk.beat(), entry, "place", advance);
  const bool is_replayed = !spec.is_channelwise && spec.groups > 1;
  std::vector<Value> line;
  Value value = entered.beat;  // v(k), and v(k - 1) of a position ago
  for (std::int64_t k = 0; k <= span; ++k) {
    // Rows in memory are read again for every group; what has left them is not.
    const bool is_read_again = is_replayed && !(k == 0 && spec.has_ring());
    if (k == span && !is_read_again) {
      line.push_back(value);
      break;
    }
    Line held(b, fmt::format("column_{}", k), value.type(), spec.beats_per_position, place, move);
    if (is_read_again) value = mux(is_new, value, held.out());
    held.set(value);
    line.push_back(value);
    value = held.out();
  }
  return line;
}

/// The taps in raster order of the kernel, pad_code where they lie beside the input.
Value arrange(const WindowSpec& spec, const WholeWalk& walk, const std::vector<Value>& line, Value advance) {
  const AxisWalk& columns = spec.columns;
  std::vector<Value> by_column, window;
  for (std::int64_t k = 0; k < columns.kernel; ++k) {
    const std::int64_t distance = columns.dilation * (columns.kernel - 1 - k);
    const Value is_padding = is_column_padding(walk.column(), distance, spec.tail_columns(), columns.length);
    const Value value = line[static_cast<std::size_t>(distance)];
    by_column.push_back(
        is_padding.interval() == make_constant(0)
            ? value
            : mux(delayed(is_padding, entry_stages(spec), fmt::format("padding_{}", k), advance),
                  spec.pad_code, value));
  }
  const int lanes = spec.beat.lanes;
  for (int r = 0; r < static_cast<int>(spec.rows.kernel); ++r)
    for (const Value& column : by_column) window.push_back(column.slice(r * lanes, lanes));
  return pack(window).named("window");
}

}  // namespace

std::vector<std::int64_t> legal_taps(const AxisWalk& rows, const AxisWalk& columns) {
  const bool is_column = columns.length == 1 && columns.kernel == 1;
  const AxisWalk& across = is_column ? rows : columns;
  std::vector<std::int64_t> taps{1};
  if (rows.kernel > 1 && columns.kernel > 1) taps.push_back(rows.kernel);
  const std::int64_t kernel = rows.kernel * columns.kernel;
  WindowSpec spec;
  spec.columns = across;
  // The outputs of a row that wait for padding come before those of the next one begin.
  if (kernel > 1 && across.pad_low + across.pad_high <= across.dilation * (across.kernel - 1) &&
      spec.tail_columns() <= across.length)
    taps.push_back(kernel);
  return taps;
}

std::vector<std::vector<std::int64_t>> tap_steps(const AxisWalk& rows, const AxisWalk& columns,
                                                 std::int64_t taps) {
  const std::int64_t kernel = rows.kernel * columns.kernel, steps = kernel / taps;
  std::vector<std::vector<std::int64_t>> result(static_cast<std::size_t>(steps));
  for (std::int64_t k = 0; k < kernel; ++k)
    result[static_cast<std::size_t>(taps == 1 ? k : k % steps)].push_back(k);
  return result;
}

WindowSpec laid_flat(WindowSpec spec) {
  if (spec.is_whole() && spec.columns.length == 1 && spec.columns.kernel == 1)
    std::swap(spec.rows, spec.columns);
  const auto is_point = [](const AxisWalk& axis) {
    return axis.kernel == 1 && axis.stride == 1 && !axis.has_padding();
  };
  if (is_point(spec.rows) && is_point(spec.columns)) {
    spec.rows.length *= spec.columns.length;
    spec.columns.length = 1;
  }
  return spec;
}

// Why what a tap holds is its column. Let v(k) be what lies k columns before the newest one in this step. The
// beat that enters is v(0); with B beats a position, v(k) is v(k - 1) of B steps ago, for the walk goes
// through the beats of each position in the same order, without a gap, from one row and frame into the next.
// Where groups of outputs read the same beats again, nothing new enters, and v(k) is v(k) of B steps ago.
// What belongs to another row is replaced: is_column_padding.
//
// Why it goes on: as in a ring (window.cc) the walk waits only for rows, at a row's first step, or for the
// beat that enters; in the tail of a frame for neither, so that a frame comes out without the next one.
//
// What it costs: columns.kernel - 1 positions of registers, and a step for every column of the input.
void Window::build_whole(Builder& b, const WindowSpec& spec, const Moves& moves) {
  const Value advance = moves.advance;
  WholeWalk walk(b, spec);
  const Entered entered = spec.has_ring() ? enter_rows(b, spec, walk, moves)
                                          : enter_stream(b, spec, walk, entry_stages(spec), moves);
  fire_ = entered.fire;
  read_ = entered.read;
  group_ = walk.inner().index(0);
  place_ = at_read(walk.inner().place(0), advance);
  first_ = walk.first().named("first");
  last_ = walk.last().named("last");
  data_ = arrange(spec, walk, line_up(b, spec, walk, entered, advance), advance);
  if (spec.ranks.operand > 0) data_ = b.delay("operand", data_, advance);
}

}  // namespace knap::hw
