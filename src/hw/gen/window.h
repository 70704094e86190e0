// Window: the input side of layers that look at a neighbourhood - a ring of rows and the walk over its taps,
// or, where every beat is needed exactly once and in order, the stream itself. With several taps a step: rows
// side by side in banks, and columns in a line of registers (window_taps.cc).
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hw/gen/ranks.h"
#include "hw/gen/shell.h"

namespace knap::hw {

/// Beats of `lanes` elements, channel fastest; a position (row, column) holds `beats_per_position` beats.
struct WindowSpec {
  AxisWalk rows, columns;
  Type beat;
  std::int64_t beats_per_position = 1;
  /// Output groups per position. is_channelwise: group g reads beat g of each tap (depthwise, pools); else
  /// every group reads all beats of each tap again.
  std::int64_t groups = 1;
  bool is_channelwise = false;
  std::int64_t pad_code = 0;
  std::int64_t ring_rows = 0;  ///< 0 = comfortable
  /// Of the kernel, in a step: 1; a whole column of it, rows.kernel; or all of it.
  std::int64_t taps = 1;
  MemoryStyle memory = MemoryStyle::Lut;
  bool is_ring_forced = false;  ///< a FIFO: the ring is the purpose
  Ranks ranks;                  ///< address, memory, operand and rows; address only with a ring
  std::int64_t frames = 1;      ///< walks per inference (FIFO: one per beat, so that it needs no counters)

  std::int64_t positions() const { return rows.outputs() * columns.outputs(); }
  std::int64_t input_beats() const { return frames * rows.length * columns.length * beats_per_position; }
  std::int64_t kernel() const { return rows.kernel * columns.kernel; }
  /// All taps in a step: the walk then goes through every column of the input, not only those where an output
  /// begins.
  bool is_whole() const { return taps > 1 && taps == kernel(); }
  /// Steps that lead to one output beat.
  std::int64_t steps_per_group() const { return kernel() / taps * (is_channelwise ? 1 : beats_per_position); }
  std::int64_t steps_per_position() const { return groups * steps_per_group(); }
  std::int64_t steps_per_row() const {
    return (is_whole() ? columns.length : columns.outputs()) * steps_per_position();
  }
  /// Columns of padding behind the input that an output of a whole window still waits for. Those of a row are
  /// met while the next one is walked through; after the last row they are steps of their own.
  std::int64_t tail_columns() const;
  std::int64_t steps() const {
    return frames * rows.outputs() * steps_per_row() +
           (is_whole() ? tail_columns() * steps_per_position() : 0);
  }
  /// Of one inference when nothing stalls.
  std::int64_t cycles() const { return std::max(steps(), input_beats()); }
  /// Every input beat is used exactly once, in stream order: no memory needed.
  bool is_direct() const;
  /// Rows lie in memory until the walk is done with them. Without: every beat enters a step as it comes.
  bool has_ring() const;
  std::int64_t used_ring_rows() const { return ring_rows > 0 ? ring_rows : rows.comfortable_rows(); }
  std::int64_t beats_per_row() const { return columns.length * beats_per_position; }
  /// Memories of the ring: one, or one per row where several rows are read in a step.
  std::int64_t memories() const { return taps > 1 ? used_ring_rows() : 1; }
  /// Edges from a step to its data.
  int stages() const {
    return static_cast<int>(1 + ranks.address + ranks.memory + (taps > 1 && has_ring() ? 1 : 0) +
                            ranks.operand);
  }
  /// Places of the queue behind `pipeline` stages (Ranks::output); 0: none.
  int queue(int pipeline) const { return ranks.output > 0 ? pipeline + 2 : 0; }
  /// Words of each memory (a power of two where padding makes addresses run out of a row).
  std::int64_t memory_words() const;
};

/// Legal values of WindowSpec::taps for a kernel, fewest first.
std::vector<std::int64_t> legal_taps(const AxisWalk& rows, const AxisWalk& columns);
/// The taps of each step that leads to an output, in raster order of the kernel: the schedule of the weights.
std::vector<std::vector<std::int64_t>> tap_steps(const AxisWalk& rows, const AxisWalk& columns,
                                                 std::int64_t taps);
/// The same walk with fewer loops. One column of positions is walked through as one row is: a whole window of
/// it then needs no memory of rows. Where a window is a single position, each position is a row of its own:
/// the ring holds a few positions instead of rows, and the walk waits for no more.
WindowSpec laid_flat(WindowSpec spec);

/// The steps of the walk, with `pipeline` stages to the output.
Tokens window_tokens(const WindowSpec& spec, int pipeline);

/// Builds the input stream "in", the ring and the counters.
class Window {
 public:
  Window(Builder& builder, const WindowSpec& spec, const Moves& moves);

  Value fire() const { return fire_; }  ///< a step is made in this cycle
  /// Its memories are read in this cycle, Ranks::address moves later.
  Value read() const { return read_; }
  /// Its beats, tap by tap, WindowSpec::stages() edges later (moves with advance); pad_code outside the
  /// input.
  Value data() const { return data_; }
  Value group() const { return group_; }  ///< in the cycle of fire
  /// Which of its position's steps it is, in the cycle of read; nothing where no counter says so.
  std::optional<Value> place() const { return place_; }
  Value first() const { return first_; }  ///< first step of an output beat
  Value last() const { return last_; }    ///< last step of an output beat

 private:
  void build_direct(Builder& builder, const WindowSpec& spec, const Moves& moves);
  void build_ring(Builder& builder, const WindowSpec& spec, const Moves& moves);
  void build_whole(Builder& builder, const WindowSpec& spec, const Moves& moves);

  /// What is so in the cycle of fire, in that of read.
  std::optional<Value> at_read(std::optional<Value> place, Value advance) const;

  Value fire_, read_, data_, group_, first_, last_;
  std::optional<Value> place_;
};

}  // namespace knap::hw
