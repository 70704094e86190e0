// RowCounts: which rows of a window's ring are free and which are ready, for its writer and its walk.
#pragma once

#include <string>

#include "hw/gen/window.h"

namespace knap::hw {

/// Rows that output row `o` takes beyond those that are there, and those that it gives back.
std::int64_t rows_acquired(const AxisWalk& rows, std::int64_t o);
std::int64_t rows_released(const AxisWalk& rows, std::int64_t o);

/// A function of the output row, in a register.
class RowValue {
 public:
  RowValue(Builder& b, RowRuns runs, const std::string& name);
  Value value() const { return value_; }
  /// Takes the value of the row after the present one where `enable` is 1.
  void step(const LoopNest& loops, std::int64_t rows, Value enable) const;

 private:
  Builder* builder_;
  RowRuns runs_;
  Reg register_;
  Value value_;
};

/// What arrives at a ring: `enable` where a beat is written, `row_ends` where it is its row's last.
struct RowWrite {
  Value enable, row_ends;
  Value beat;  ///< its place in the row
};

/// Where the step of `fire` reads the ring: with Ranks::address a move later.
Value read_step(Builder& b, const WindowSpec& spec, Value fire, Value advance);

/// Rows are conserved: free + ready + in use = ring_rows.
class RowCounts {
 public:
  RowCounts(Builder& b, const WindowSpec& spec);

  /// Takes `in` while a row is free; it becomes readable with its last beat. To be called once.
  RowWrite write(Builder& b, const Stream& in, std::int64_t beats_per_row) const;
  /// The rows that the next output row takes are there; a cycle late with Ranks::rows.
  Value has_enough() const { return has_enough_; }
  /// `written`: RowWrite::row_ends; `takes`: the first step of an output row; `ends`: its last one, with
  /// Ranks::address `advance` moves its rows back into the ring.
  void step(const LoopNest& loops, Value written, Value takes, Value ends, Value advance);

 private:
  RowCounts(Builder& b, const WindowSpec& spec, const RowRuns& acquire, const RowRuns& release);

  std::int64_t rows_, outputs_;
  bool is_read_late_;
  Reg free_, ready_, has_free_;
  RowValue wanted_, wanted_less_, done_, done_less_;
  Value has_enough_;
};

}  // namespace knap::hw
