// Cursor: a position in a program of phases, advanced step by step without unrolling it.
#pragma once

#include <cstdint>
#include <vector>

#include "hw/gen/tokens.h"

namespace knap::hw {

/// The action to fire next. Wraps to the start after the last step. Holds one level per nesting of the phases
/// (three at most in our generators) and the steps left of the present run of equal actions, so that a step
/// costs one decrement, and the levels are touched only between runs. Two cursors of a program stand at the
/// same step exactly if their states are equal.
class Cursor {
 public:
  /// `program` is not empty and outlives the cursor.
  explicit Cursor(const std::vector<Phase>* program) : program_(program) { enter(); }

  const Action& action() const { return *action_; }
  void advance() {
    if (--left_ == 0) leave();
  }
  void append_state(std::vector<std::int64_t>& state) const;

 private:
  struct Level {
    const std::vector<Phase>* phases;
    std::size_t index = 0;
    std::int64_t done = 0;  ///< passes of the body
  };
  void enter();
  void descend();
  void leave();

  const std::vector<Phase>* program_;
  std::vector<Level> levels_;
  const Action* action_ = nullptr;
  std::int64_t left_ = 0;  ///< steps of the current run
};

}  // namespace knap::hw
