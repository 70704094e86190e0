#include "hw/gen/cursor.h"

namespace knap::hw {

void Cursor::append_state(std::vector<std::int64_t>& state) const {
  for (const Level& level : levels_)
    state.insert(state.end(), {static_cast<std::int64_t>(level.index), level.done});
  state.push_back(left_);
}

void Cursor::enter() {
  levels_.push_back({program_});
  descend();
}

/// To the first run inside the present phase. Ends with the finite nesting.
void Cursor::descend() {
  while (true) {
    const Phase& phase = (*levels_.back().phases)[levels_.back().index];
    if (phase.body.empty()) {
      action_ = &phase.action;
      left_ = phase.repeat;
      return;
    }
    levels_.push_back({&phase.body});
  }
}

/// From the end of a run of equal steps to the next run. The first level popped from is that of the run,
/// which `left_` has counted; the levels outside count passes of their bodies.
void Cursor::leave() {
  for (bool is_run = true; !levels_.empty(); is_run = false) {
    Level& top = levels_.back();
    if (!is_run && ++top.done < (*top.phases)[top.index].repeat) return descend();
    top.done = 0;
    if (++top.index < top.phases->size()) return descend();
    levels_.pop_back();
  }
  enter();
}

}  // namespace knap::hw
