#include "prune/knapsack/units.h"

#include <algorithm>

namespace knap::prune {
namespace {

/// Tarjan's algorithm (1972) without recursion: every item is entered once and every need looked at once. A
/// component is closed after all that it needs, so components come out with needs first.
class Components {
 public:
  explicit Components(const Lists& needs)
      : needs_(needs), index_(at(needs.size()), 0), low_(at(needs.size()), 0), of_(at(needs.size()), -1) {
    for (int item = 0; item < needs.size(); ++item)
      if (index_[at(item)] == 0) walk(item);
  }
  int count() const { return count_; }
  std::vector<int> take() { return std::move(of_); }

 private:
  struct Frame {
    int item, next;
  };

  void enter(int item) {
    index_[at(item)] = low_[at(item)] = ++entered_;
    open_.push_back(item);
    path_.push_back({item, 0});
  }

  void walk(int root) {
    enter(root);
    while (!path_.empty()) {
      Frame& frame = path_.back();
      const int item = frame.item;
      const auto needed = needs_[item];
      if (frame.next < static_cast<int>(needed.size())) {
        const int other = needed[at(frame.next++)];
        if (index_[at(other)] == 0) {
          enter(other);
        } else if (of_[at(other)] < 0) {
          low_[at(item)] = std::min(low_[at(item)], index_[at(other)]);
        }
        continue;
      }
      path_.pop_back();
      if (!path_.empty()) {
        int& low = low_[at(path_.back().item)];
        low = std::min(low, low_[at(item)]);
      }
      if (low_[at(item)] == index_[at(item)]) close(item);
    }
  }

  void close(int item) {
    int member = -1;
    do {
      member = open_.back();
      open_.pop_back();
      of_[at(member)] = count_;
    } while (member != item);
    ++count_;
  }

  const Lists& needs_;
  std::vector<int> index_, low_, of_, open_;
  std::vector<Frame> path_;
  int entered_ = 0, count_ = 0;
};

/// What every step of contract() adds to: the units so far, and which of them cannot be selected.
struct Draft {
  Lists members, needs, sets;
  std::vector<char> is_bad;
};

void drop_too_large(const Instance& instance, const std::vector<int>& unit_of, Draft& draft) {
  for (std::size_t r = 0; r < instance.capacity.size(); ++r) {
    const std::vector<double>& cost = instance.costs[r];
    for (std::size_t item = 0; item < cost.size(); ++item)
      if (cost[item] > instance.capacity[r]) draft.is_bad[at(unit_of[item])] = 1;
    if (draft.is_bad.size() == unit_of.size()) continue;  // no rings: every unit is one item
    for (int unit = 0; unit < draft.members.size(); ++unit) {
      double sum = 0;
      for (const int item : draft.members[unit]) sum += cost[at(item)];
      if (sum > instance.capacity[r]) draft.is_bad[at(unit)] = 1;
    }
  }
}

/// Choices of units; a unit that holds two items of one is dropped.
void collect_sets(const Instance& instance, const std::vector<int>& unit_of, Draft& draft) {
  std::vector<int> items, set;
  draft.sets.reserve(instance.choices.size());
  for (const std::vector<int>& choice : instance.choices) {
    items = choice;
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    set.clear();
    for (const int item : items) set.push_back(unit_of[at(item)]);
    std::sort(set.begin(), set.end());
    for (std::size_t k = 1; k < set.size(); ++k)
      if (set[k] == set[k - 1]) draft.is_bad[at(set[k])] = 1;
    set.erase(std::unique(set.begin(), set.end()), set.end());
    if (set.size() > 1) draft.sets.push_back(set);
  }
}

void collect_needs(const Lists& item_needs, const std::vector<int>& unit_of, Draft& draft) {
  std::vector<int> needed;
  draft.needs.reserve(at(draft.members.size()));
  for (int unit = 0; unit < draft.members.size(); ++unit) {
    needed.clear();
    for (const int item : draft.members[unit])
      for (const int other : item_needs[item])
        if (unit_of[at(other)] != unit) needed.push_back(unit_of[at(other)]);
    if (needed.size() > 1) {
      std::sort(needed.begin(), needed.end());
      needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
    }
    draft.needs.push_back(needed);
  }
}

/// What needs a dropped unit is dropped: needs have smaller numbers, so one pass is enough.
void drop_dependents(Draft& draft) {
  for (int unit = 0; unit < draft.needs.size(); ++unit)
    for (const int need : draft.needs[unit])
      if (draft.is_bad[at(need)] != 0) draft.is_bad[at(unit)] = 1;
}

/// Drops units whose needs, and theirs, hold two of one choice or exceed a capacity together. Every closure
/// is walked anew; the walk ends after a fixed number of steps, for this only sharpens bounds.
void drop_contradictions(const Instance& instance, Draft& draft) {
  constexpr std::int64_t kSteps = 2'000'000;
  constexpr int kMostUnits = 100'000;
  const int units = draft.members.size();
  if (units > kMostUnits) return;
  std::vector<std::pair<int, int>> set_of;
  for (int s = 0; s < draft.sets.size(); ++s)
    for (const int unit : draft.sets[s]) set_of.emplace_back(unit, s);
  const Lists sets_of = Lists::by_first(units, set_of);
  std::vector<int> seen(at(units), -1), seen_set(at(draft.sets.size()), -1), closure;
  std::int64_t steps = 0;
  for (int unit = 0; unit < units && steps < kSteps; ++unit) {
    if (draft.needs[unit].empty() || draft.is_bad[at(unit)] != 0) continue;
    closure.assign(1, unit);
    seen[at(unit)] = unit;
    std::vector<double> use(instance.capacity.size(), 0);
    for (std::size_t k = 0; k < closure.size(); ++k, ++steps) {
      for (const int need : draft.needs[closure[k]])
        if (std::exchange(seen[at(need)], unit) != unit) closure.push_back(need);
      for (const int s : sets_of[closure[k]])
        if (std::exchange(seen_set[at(s)], unit) == unit) draft.is_bad[at(unit)] = 1;
      for (std::size_t r = 0; r < use.size(); ++r)
        for (const int item : draft.members[closure[k]]) use[r] += instance.costs[r][at(item)];
    }
    for (std::size_t r = 0; r < use.size(); ++r)
      if (use[r] > instance.capacity[r]) draft.is_bad[at(unit)] = 1;
  }
}

/// The units that are left, numbered anew in the same order.
Units without_dropped(Draft draft, std::vector<int> unit_of) {
  if (std::find(draft.is_bad.begin(), draft.is_bad.end(), 1) == draft.is_bad.end())
    return {std::move(draft.members), std::move(unit_of), std::move(draft.needs), std::move(draft.sets)};
  std::vector<int> number(draft.is_bad.size(), Units::kImpossible), list;
  int count = 0;
  for (std::size_t unit = 0; unit < number.size(); ++unit)
    if (draft.is_bad[unit] == 0) number[unit] = count++;
  Units units;
  for (int& unit : unit_of) unit = number[at(unit)];
  units.members = Lists::by_key(count, unit_of);
  units.unit_of = std::move(unit_of);
  const auto renumber = [&](std::span<const int> old) {
    list.clear();
    for (const int unit : old)
      if (number[at(unit)] >= 0) list.push_back(number[at(unit)]);
  };
  for (int unit = 0; unit < draft.needs.size(); ++unit) {
    if (draft.is_bad[at(unit)] != 0) continue;
    renumber(draft.needs[unit]);
    units.needs.push_back(list);
  }
  for (int s = 0; s < draft.sets.size(); ++s) {
    renumber(draft.sets[s]);
    if (list.size() > 1) units.sets.push_back(list);
  }
  return units;
}

}  // namespace

Units contract(const Instance& instance) {
  const Lists item_needs = Lists::by_first(instance.size(), instance.needs);
  Components components(item_needs);
  std::vector<int> unit_of = components.take();
  Draft draft;
  draft.members = Lists::by_key(components.count(), unit_of);
  draft.is_bad.assign(at(components.count()), 0);
  drop_too_large(instance, unit_of, draft);
  collect_sets(instance, unit_of, draft);
  collect_needs(item_needs, unit_of, draft);
  drop_contradictions(instance, draft);
  drop_dependents(draft);
  return without_dropped(std::move(draft), std::move(unit_of));
}

}  // namespace knap::prune
