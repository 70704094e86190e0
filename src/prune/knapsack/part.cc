#include "prune/knapsack/part.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace knap::prune {
namespace {

/// Decides what decided units entail. Every unit is decided once, and its neighbours are then looked at.
class Entailment {
 public:
  Entailment(const Problem& problem, std::vector<Fate>& fate) : problem_(problem), fate_(fate) {
    for (int unit = 0; unit < problem.units(); ++unit)
      if (fate[at(unit)] != Fate::Open) open_.push_back(unit);
  }

  bool run() {
    while (!open_.empty() && is_sound_) {
      const int unit = open_.back();
      open_.pop_back();
      if (fate_[at(unit)] == Fate::Off) {
        for (const int dependent : problem_.dependents[unit]) decide(dependent, Fate::Off);
        continue;
      }
      for (const int need : problem_.needs[unit]) decide(need, Fate::On);
      for (const int set : problem_.sets_of[unit])
        for (const int mate : problem_.sets[set])
          if (mate != unit) decide(mate, Fate::Off);
    }
    return is_sound_;
  }

 private:
  void decide(int unit, Fate fate) {
    if (fate_[at(unit)] == fate) return;
    is_sound_ = is_sound_ && fate_[at(unit)] == Fate::Open;
    fate_[at(unit)] = fate;
    open_.push_back(unit);
  }

  const Problem& problem_;
  std::vector<Fate>& fate_;
  std::vector<int> open_;
  bool is_sound_ = true;
};

/// Capacities less what is on; nothing when one is exceeded.
std::optional<std::vector<double>> capacity_left(const Problem& problem, const std::vector<int>& on) {
  std::vector<double> left;
  for (int r = 0; r < problem.resources() - problem.implied; ++r) {
    ExactSum sum;
    sum.add(problem.capacity[at(r)]);
    for (const int unit : on) sum.add(-problem.cost[at(r)][at(unit)]);
    if (sum.total() < 0) return std::nullopt;
    left.push_back(sum.total());
  }
  return left;
}

/// Needs and choices among the open units; `number` is their item in the part.
void take_ties(const Problem& problem, const std::vector<int>& number, Part& part) {
  Instance& instance = part.instance;
  std::vector<char> is_seen(at(problem.sets.size()), 0);
  std::vector<int> choice;
  for (const int unit : part.unit_of) {
    for (const int need : problem.needs[unit])
      if (number[at(need)] >= 0) instance.needs.emplace_back(number[at(unit)], number[at(need)]);
    for (const int set : problem.sets_of[unit]) {
      if (std::exchange(is_seen[at(set)], 1) != 0) continue;
      choice.clear();
      for (const int mate : problem.sets[set])
        if (number[at(mate)] >= 0) choice.push_back(number[at(mate)]);
      if (choice.size() > 1) instance.choices.push_back(choice);
    }
  }
}

}  // namespace

std::vector<int> Part::to_root(std::vector<int> items) const {
  if (whole == nullptr) {
    std::sort(items.begin(), items.end());
    return items;
  }
  std::vector<int> outer;
  const auto take = [&](int unit) {
    outer.insert(outer.end(), problem->members[unit].begin(), problem->members[unit].end());
  };
  for (const int unit : decided_on) take(unit);
  for (const int item : items) take(unit_of[at(item)]);
  return whole->to_root(std::move(outer));
}

std::vector<char> Part::from_root(const std::vector<char>& is_on) const {
  if (whole == nullptr) return is_on;
  const std::vector<char> outer = whole->from_root(is_on);
  std::vector<char> inner;
  for (const int unit : unit_of) inner.push_back(outer[at(problem->members[unit].front())]);
  return inner;
}

Part make_root(Instance instance) {
  Part root;
  root.instance = std::move(instance);
  for (double& limit : root.instance.capacity) limit *= 1 + kTolerance / 2;
  return root;
}

std::optional<Part> make_part(const Part& whole, const Problem& problem, std::vector<Fate> fate) {
  if (!Entailment(problem, fate).run()) return std::nullopt;
  Part part;
  part.whole = &whole;
  part.problem = &problem;
  part.value_exponent = whole.value_exponent + problem.value_exponent;
  std::vector<int> number(at(problem.units()), Problem::kNone);
  ExactSum base;
  for (int unit = 0; unit < problem.units(); ++unit) {
    if (fate[at(unit)] == Fate::On) {
      part.decided_on.push_back(unit);
      base.add(problem.value[at(unit)]);
    } else if (fate[at(unit)] == Fate::Open) {
      number[at(unit)] = static_cast<int>(part.unit_of.size());
      part.unit_of.push_back(unit);
    }
  }
  part.base = whole.base + std::ldexp(base.total(), part.value_exponent);
  std::optional<std::vector<double>> capacity = capacity_left(problem, part.decided_on);
  if (!capacity) return std::nullopt;
  part.instance.capacity = *std::move(capacity);
  part.instance.costs.resize(part.instance.capacity.size());
  for (const int unit : part.unit_of) {
    part.instance.values.push_back(problem.value[at(unit)]);
    for (std::size_t r = 0; r < part.instance.costs.size(); ++r)
      part.instance.costs[r].push_back(problem.cost[r][at(unit)]);
  }
  take_ties(problem, number, part);
  return part;
}

}  // namespace knap::prune
