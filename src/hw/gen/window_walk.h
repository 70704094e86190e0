// WindowWalk: where the reader of a window stands, row by row and column by column, without multipliers.
#pragma once

#include <cstdint>

#include "hw/gen/window.h"

namespace knap::hw {

/// The loops of the walk in its LoopNest, outermost first.
struct WindowLoop {
  static constexpr int kRow = 0, kColumn = 1, kGroup = 2, kTapRow = 3, kTapColumn = 4, kBeat = 5;
};

/// (value + increment) mod modulus for value in [0, modulus) and increment in [0, modulus): one conditional
/// subtraction.
Value add_modulo(Value value, std::int64_t increment, std::int64_t modulus);
/// The same with rest = modulus - increment at hand: where the increment is a choice, the rest is one, too,
/// and nothing waits for a difference.
Value add_modulo(Value value, Value increment, Value rest, std::int64_t modulus);

/// The ring address of the tap's row, and whether it is a row of padding.
///
/// Invariant: input row r, counted through all frames, lies at r * pitch modulo the ring's size, for the
/// writer begins at 0 and puts beat after beat. The walk keeps the same count: `top_address` is the address
/// of the window's first row, and moves by `stride` rows per output row, and by what is left of the frame
/// after the last one, so that a frame moves it by exactly its length. Rows of padding have addresses too, of
/// other rows; what is read there is replaced.
class RowWalk {
 public:
  RowWalk(Builder& b, const WindowSpec& spec, const LoopNest& loops);

  Value address() const { return address_; }
  Value is_padding() const { return is_padding_; }

 private:
  static Value padding(Builder& b, const AxisWalk& rows, const LoopNest& loops, Value row_ends,
                       Value tap_ends);

  Value address_, is_padding_;
};

/// The same for the tap's column, in beats from the row's start: negative, or beyond the row, in padding. Not
/// modulo anything, for a walk through a row does not wrap.
class ColumnWalk {
 public:
  ColumnWalk(Builder& b, const WindowSpec& spec, const LoopNest& loops);

  Value offset() const { return offset_; }
  Value is_padding() const { return is_padding_; }

 private:
  Value offset_, is_padding_;
};

}  // namespace knap::hw
