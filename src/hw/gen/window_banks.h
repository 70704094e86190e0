// RowBanks: the rows of a window's ring in memories of their own, so that a step reads all rows at once.
#pragma once

#include "hw/gen/window.h"

namespace knap::hw {

/// Input row r, counted through all frames, lies in bank r modulo the ring's rows: the writer changes banks
/// after each row, and of every row of the window the walk knows its bank. A row that is read is one in use
/// (window.cc), never in the bank that is written.
class RowBanks {
 public:
  /// `write`: a beat, at its place in its row; `row_written`: it is the row's last one. `address` is read in
  /// all banks where `read_now` is 1, Ranks::address moves after the step; `loops` has the output row
  /// outermost.
  RowBanks(Builder& b, const WindowSpec& spec, const Builder::Write& write, Value row_written, Value address,
           Value read_now, Value advance, const LoopNest& loops);

  /// One beat of every row of the window, top first, 2 edges and Ranks::memory after that; pad_code in rows
  /// of padding.
  Value data() const { return data_; }

 private:
  Value data_;
};

}  // namespace knap::hw
