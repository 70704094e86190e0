#include "hw/gen/cursor.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/rng.h"

namespace knap::hw {
namespace {

/// Up to three levels; every action is told apart by its acquire_rows.
std::vector<Phase> random_program(Rng& rng, int depth, std::int32_t& next) {
  std::vector<Phase> phases;
  for (std::int64_t count = rng.integer(1, 3); count > 0; --count) {
    Phase phase{rng.integer(1, 4), {0, false, next++, 0}, {}};
    if (depth > 0 && rng.flip(0.6)) phase.body = random_program(rng, depth - 1, next);
    phases.push_back(std::move(phase));
  }
  return phases;
}

void unroll(const std::vector<Phase>& phases, std::vector<Action>& actions) {
  for (const Phase& phase : phases)
    for (std::int64_t i = 0; i < phase.repeat; ++i) {
      if (phase.body.empty())
        actions.push_back(phase.action);
      else
        unroll(phase.body, actions);
    }
}

TEST(Cursor, WalksAsTheUnrolledProgramAgainAndAgain) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "cursor");
    std::int32_t next = 0;
    const std::vector<Phase> program = random_program(rng, 2, next);
    std::vector<Action> actions;
    unroll(program, actions);
    Cursor cursor(&program);
    std::vector<std::vector<std::int64_t>> states;
    for (int pass = 0; pass < 2; ++pass)
      for (std::size_t i = 0; i < actions.size(); ++i, cursor.advance()) {
        ASSERT_EQ(cursor.action(), actions[i]) << "step " << i;
        std::vector<std::int64_t> state;
        cursor.append_state(state);
        if (pass == 0)
          states.push_back(state);
        else
          ASSERT_EQ(state, states[i]) << "step " << i;
      }
    const std::set<std::vector<std::int64_t>> distinct(states.begin(), states.end());
    EXPECT_EQ(distinct.size(), states.size()) << "each step has a state of its own";
  }
}

}  // namespace
}  // namespace knap::hw
