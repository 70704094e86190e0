// Window: the input side of layers that look at a neighbourhood - a ring of rows and the walk over its taps,
// or, where every beat is needed exactly once and in order, the stream itself.
#pragma once

#include <cstdint>
#include <string>

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
  MemoryStyle memory = MemoryStyle::Lut;
  bool is_ring_forced = false;  ///< a FIFO: the ring is the purpose
  Ranks ranks;                  ///< memory, operand and rows
  std::int64_t frames = 1;      ///< walks per inference (FIFO: one per beat, so that it needs no counters)

  std::int64_t positions() const { return rows.outputs() * columns.outputs(); }
  std::int64_t input_beats() const { return frames * rows.length * columns.length * beats_per_position; }
  /// Steps that lead to one output beat.
  std::int64_t steps_per_group() const {
    return rows.kernel * columns.kernel * (is_channelwise ? 1 : beats_per_position);
  }
  std::int64_t steps_per_row() const { return columns.outputs() * groups * steps_per_group(); }
  std::int64_t steps() const { return frames * positions() * groups * steps_per_group(); }
  /// Every input beat is used exactly once, in stream order: no memory needed.
  bool is_direct() const;
  std::int64_t used_ring_rows() const { return ring_rows > 0 ? ring_rows : rows.comfortable_rows(); }
  std::int64_t beats_per_row() const { return columns.length * beats_per_position; }
  /// Edges from a step to its data.
  int stages() const { return static_cast<int>(1 + ranks.memory + ranks.operand); }
  /// Words of the ring memory (a power of two where padding makes addresses run out of a row).
  std::int64_t memory_words() const;
};

/// The steps of the walk, with `pipeline` stages to the output.
Tokens window_tokens(const WindowSpec& spec, int pipeline);

/// Builds the input stream "in", the ring and the counters.
class Window {
 public:
  Window(Builder& builder, const WindowSpec& spec, Value advance);

  Value fire() const { return fire_; }  ///< a step is made in this cycle
  /// Its beat, WindowSpec::stages() edges later (moves with advance); pad_code outside the input.
  Value data() const { return data_; }
  Value group() const { return group_; }  ///< in the cycle of fire
  Value first() const { return first_; }  ///< first step of an output beat
  Value last() const { return last_; }    ///< last step of an output beat
  Value wraps() const { return wraps_; }  ///< last step of the last group of a position

 private:
  void build_direct(Builder& builder, const WindowSpec& spec, Value advance);
  void build_ring(Builder& builder, const WindowSpec& spec, Value advance);

  Value fire_, data_, group_, first_, last_, wraps_;
};

}  // namespace knap::hw
