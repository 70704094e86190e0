#include "prune/knapsack/part.h"

#include <algorithm>
#include <numeric>

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

double sum_of_members(const std::vector<double>& terms, std::span<const int> items) {
  ExactSum sum;
  for (const int item : items) sum.add(terms[at(item)]);
  return sum.total();
}

/// Capacities less what is on; nothing when that is negative.
std::optional<std::vector<double>> capacity_left(const Part& whole, const Problem& problem,
                                                 const std::vector<Fate>& fate) {
  std::vector<double> left;
  for (int r = 0; r < whole.instance.resources(); ++r) {
    ExactSum sum;
    sum.add(whole.instance.capacity[at(r)]);
    for (int unit = 0; unit < problem.units(); ++unit)
      if (fate[at(unit)] == Fate::On)
        for (const int item : problem.members[unit]) sum.add(-whole.instance.costs[at(r)][at(item)]);
    if (sum.total() < 0) return std::nullopt;
    left.push_back(sum.total());
  }
  return left;
}

/// Needs and choices among the open units; `number` is their item in the part.
void take_ties(const Problem& problem, const std::vector<int>& number, Instance& instance) {
  for (int unit = 0; unit < problem.units(); ++unit) {
    if (number[at(unit)] < 0) continue;
    for (const int need : problem.needs[unit])
      if (number[at(need)] >= 0) instance.needs.emplace_back(number[at(unit)], number[at(need)]);
  }
  std::vector<int> choice;
  for (int set = 0; set < problem.sets.size(); ++set) {
    choice.clear();
    for (const int unit : problem.sets[set])
      if (number[at(unit)] >= 0) choice.push_back(number[at(unit)]);
    if (choice.size() > 1) instance.choices.push_back(choice);
  }
}

}  // namespace

std::vector<int> Part::to_root(const std::vector<int>& items) const {
  std::vector<int> all = decided_on;
  for (const int item : items) all.insert(all.end(), origin[item].begin(), origin[item].end());
  std::sort(all.begin(), all.end());
  return all;
}

Part make_root(Instance instance) {
  Part root{std::move(instance), {}, {}};
  for (double& limit : root.instance.capacity) limit *= 1 + kTolerance / 2;
  std::vector<int> itself(at(root.instance.size()));
  std::iota(itself.begin(), itself.end(), 0);
  root.origin = Lists::by_key(root.instance.size(), itself);
  return root;
}

std::optional<Part> make_part(const Part& whole, const Problem& problem, std::vector<Fate> fate) {
  if (!Entailment(problem, fate).run()) return std::nullopt;
  std::optional<std::vector<double>> capacity = capacity_left(whole, problem, fate);
  if (!capacity) return std::nullopt;
  Part part;
  part.instance.capacity = *std::move(capacity);
  part.instance.costs.resize(part.instance.capacity.size());
  part.decided_on = whole.decided_on;
  std::vector<int> number(at(problem.units()), Problem::kNone), items;
  for (int unit = 0; unit < problem.units(); ++unit) {
    if (fate[at(unit)] == Fate::Off) continue;
    items.clear();
    for (const int item : problem.members[unit])
      items.insert(items.end(), whole.origin[item].begin(), whole.origin[item].end());
    if (fate[at(unit)] == Fate::On) {
      part.decided_on.insert(part.decided_on.end(), items.begin(), items.end());
      continue;
    }
    number[at(unit)] = part.instance.size();
    part.origin.push_back(items);
    part.instance.values.push_back(sum_of_members(whole.instance.values, problem.members[unit]));
    for (std::size_t r = 0; r < part.instance.costs.size(); ++r)
      part.instance.costs[r].push_back(sum_of_members(whole.instance.costs[r], problem.members[unit]));
  }
  take_ties(problem, number, part.instance);
  return part;
}

}  // namespace knap::prune
