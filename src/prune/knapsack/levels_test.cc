#include "prune/knapsack/levels.h"

#include <gtest/gtest.h>

#include <set>

#include "prune/knapsack/testing.h"

namespace knap::prune {
namespace {

/// All selections that walks through the levels make, as sets of items.
void walk(const Problem& problem, const Levels& levels, int level, const std::vector<std::uint64_t>& mask,
          unsigned items, std::set<unsigned>& found) {
  if (level == levels.size()) {
    EXPECT_TRUE(found.insert(items).second) << "two walks make the same selection";
    return;
  }
  const Levels::Level& here = levels.levels[at(level)];
  for (const bool is_on : {false, true}) {
    const Levels::Step& step = is_on ? here.on : here.off;
    bool is_allowed = step.is_possible;
    std::vector<std::uint64_t> next = mask;
    for (int w = 0; w < levels.words; ++w) {
      is_allowed = is_allowed && (mask[at(w)] & levels.mask(step.forbidden)[w]) == 0 &&
                   (mask[at(w)] & levels.mask(step.wanted)[w]) == levels.mask(step.wanted)[w];
      next[at(w)] = (mask[at(w)] | levels.mask(step.set)[w]) & levels.mask(step.kept)[w];
    }
    EXPECT_GT(step.next, level);
    unsigned more = items;
    if (is_on)
      for (const int item : problem.members[here.unit]) more |= 1U << item;
    if (is_allowed) walk(problem, levels, step.next, next, more, found);
  }
}

TEST(LevelsProperty, WalksAreTheSelectionsThatKeepChoicesAndNeeds) {
  Rng rng(1, "levels");
  for (int run = 0; run < 300; ++run) {
    SCOPED_TRACE(run);
    Instance instance = testing::random_instance(rng, 10, 1, 10, 5);
    for (int more = 0; more < run % 8; ++more)  // denser than usual
      instance.needs.emplace_back(static_cast<int>(rng.integer(0, 9)), static_cast<int>(rng.integer(0, 9)));
    instance.capacity = {1000};
    std::set<unsigned> wanted, found;
    for (unsigned set = 0; set < 1U << 10; ++set)
      if (find_fault(instance, testing::items_of(set)).empty()) wanted.insert(set);
    const Problem problem = make_problem(instance);
    std::vector<double> urgency;
    for (int unit = 0; unit < problem.units(); ++unit) urgency.push_back(rng.uniform());
    const Levels levels = make_levels(problem, urgency);
    EXPECT_EQ(levels.size(), problem.units());
    walk(problem, levels, 0, std::vector<std::uint64_t>(at(levels.words), 0), 0, found);
    EXPECT_EQ(found, wanted);
  }
}

TEST(Levels, AForestNeedsNoBits) {
  Rng rng(2, "forest");
  const Problem problem = make_problem(testing::nested_instance(rng, 3));
  EXPECT_EQ(make_levels(problem, std::vector<double>(at(problem.units()), 0)).words, 0);
}

TEST(Levels, TheMostUrgentTreeComesFirst) {
  const Problem problem = make_problem({{1, 1, 1, 1}, {{1, 1, 1, 1}}, {3}, {}, {{3, 0}}});
  std::vector<double> urgency(4, 0);
  urgency[at(problem.unit_of[3])] = 2;  // its tree comes before the others
  urgency[at(problem.unit_of[2])] = 1;
  const Levels levels = make_levels(problem, urgency);
  EXPECT_EQ(levels.levels[0].unit, problem.unit_of[0]);
  EXPECT_EQ(levels.levels[1].unit, problem.unit_of[3]);
  EXPECT_EQ(levels.levels[2].unit, problem.unit_of[2]);
  EXPECT_EQ(levels.levels[0].off.next, 2);
}

TEST(Levels, NothingHasNoLevels) { EXPECT_EQ(make_levels(make_problem({}), {}).size(), 0); }

}  // namespace
}  // namespace knap::prune
