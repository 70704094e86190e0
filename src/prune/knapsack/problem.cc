#include "prune/knapsack/problem.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <tuple>

#include "core/base/parallel.h"
#include "prune/knapsack/units.h"

namespace knap::prune {
namespace {

/// Units a chunk: their costs in four resources stay in a core's own cache.
constexpr int kChunkUnits = 4096;
/// Of more units no step is sought: it helps to close the last gap, which there is never closed.
constexpr int kMostStepped = 20'000;

/// The forest over units in the numbering of Units: parents have smaller numbers.
struct Forest {
  std::vector<int> parent, depth, group;
  int groups = 0;
  std::vector<std::tuple<int, int, int>> second_needs;  ///< need, group, unit
  std::vector<int> other_sets;
};

/// Whether `above` is among the ancestors of `unit`. The walk is cut after some steps: a need that is then
/// not seen to be implied costs a row, nothing else.
bool is_implied(const std::vector<int>& parent, int unit, int above) {
  constexpr int kSteps = 1000;
  for (int step = 0; step < kSteps && unit > above; ++step) unit = parent[at(unit)];
  return unit == above;
}

/// The parent is the need with the longest chain of needs below it, so that the others are likely its
/// ancestors, and implied.
void choose_parents(const Units& units, Forest& forest) {
  const int count = units.size();
  std::vector<int> level(at(count), 0);
  forest.parent.assign(at(count), Problem::kNone);
  forest.depth.assign(at(count), 0);
  for (int unit = 0; unit < count; ++unit) {
    int parent = Problem::kNone;
    for (const int need : units.needs[unit])
      if (parent < 0 || level[at(need)] > level[at(parent)]) parent = need;
    if (parent < 0) continue;
    forest.parent[at(unit)] = parent;
    level[at(unit)] = level[at(parent)] + 1;
    forest.depth[at(unit)] = forest.depth[at(parent)] + 1;
  }
}

/// Large choices first; one whose units are siblings without a group becomes a group, one within a group says
/// nothing new, the others are rows.
void choose_groups(const Units& units, Forest& forest) {
  std::vector<int> order(at(units.sets.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return units.sets[a].size() > units.sets[b].size(); });
  std::vector<int>& group = forest.group;
  group.assign(at(units.size()), Problem::kNone);
  for (const int s : order) {
    const auto set = units.sets[s];
    const auto all = [&](auto holds) { return std::all_of(set.begin(), set.end(), holds); };
    const int first = set.front();
    if (all([&](int u) { return group[at(u)] < 0 && forest.parent[at(u)] == forest.parent[at(first)]; })) {
      for (const int unit : set) group[at(unit)] = forest.groups;
      ++forest.groups;
    } else if (!all([&](int u) { return group[at(u)] >= 0 && group[at(u)] == group[at(first)]; })) {
      forest.other_sets.push_back(s);
    }
  }
  for (int& g : group)
    if (g < 0) g = forest.groups++;
}

void collect_second_needs(const Units& units, Forest& forest) {
  for (int unit = 0; unit < units.size(); ++unit) {
    const int parent = forest.parent[at(unit)];
    if (units.needs[unit].size() < 2) continue;
    for (const int need : units.needs[unit])
      if (need != parent && !is_implied(forest.parent, parent, need))
        forest.second_needs.emplace_back(need, forest.group[at(unit)], unit);
  }
  std::sort(forest.second_needs.begin(), forest.second_needs.end());
}

/// Groups in the order of the layout: by chunk, in a chunk the deepest first. Two counting sorts.
struct Layout {
  std::vector<int> groups, chunk_of_group;
  int chunks = 0;
};

Layout lay_out(const Units& units, const Forest& forest) {
  std::vector<int> tree(at(units.size())), size(at(forest.groups), 0), depth(at(forest.groups), 0);
  for (int unit = 0; unit < units.size(); ++unit) {
    const int parent = forest.parent[at(unit)], group = forest.group[at(unit)];
    tree[at(unit)] = parent < 0 ? group : tree[at(parent)];
    ++size[at(tree[at(unit)])];
    depth[at(group)] = forest.depth[at(unit)];
  }
  Layout layout;
  std::vector<int> chunk_of_tree(at(forest.groups), 0);
  int held = 0;
  for (int root = 0; root < forest.groups; ++root) {
    if (size[at(root)] == 0) continue;
    if (held >= kChunkUnits) ++layout.chunks, held = 0;
    chunk_of_tree[at(root)] = layout.chunks;
    held += size[at(root)];
  }
  layout.chunks += held > 0 ? 1 : 0;
  layout.chunk_of_group.assign(at(forest.groups), 0);
  for (int unit = 0; unit < units.size(); ++unit)
    layout.chunk_of_group[at(forest.group[at(unit)])] = chunk_of_tree[at(tree[at(unit)])];

  const int deepest = depth.empty() ? 0 : *std::max_element(depth.begin(), depth.end());
  for (int& d : depth) d = deepest - d;
  const Lists by_depth = Lists::by_key(deepest + 1, depth);
  std::vector<std::pair<int, int>> chunk_and_group;
  chunk_and_group.reserve(depth.size());
  for (int d = 0; d < by_depth.size(); ++d)
    for (const int group : by_depth[d]) chunk_and_group.emplace_back(layout.chunk_of_group[at(group)], group);
  const Lists by_chunk = Lists::by_first(layout.chunks, chunk_and_group);
  layout.groups.reserve(depth.size());
  for (int c = 0; c < layout.chunks; ++c)
    layout.groups.insert(layout.groups.end(), by_chunk[c].begin(), by_chunk[c].end());
  return layout;
}

/// Fills groups and chunks; returns the place of every unit.
std::vector<int> place_units(const Units& units, const Forest& forest, Problem& problem) {
  const Layout layout = lay_out(units, forest);
  const Lists group_members = Lists::by_key(forest.groups, forest.group);
  std::vector<int> place(at(units.size()), 0);
  int next = 0, chunk = -1;
  for (std::size_t k = 0; k < layout.groups.size(); ++k) {
    const int group = layout.groups[k];
    for (; chunk < layout.chunk_of_group[at(group)]; ++chunk)
      problem.chunk_start.push_back(static_cast<int>(k));
    problem.group_start.push_back(next);
    for (const int unit : group_members[group]) place[at(unit)] = next++;
  }
  problem.group_start.push_back(next);
  problem.chunk_start.push_back(static_cast<int>(layout.groups.size()));
  problem.group_parent.resize(layout.groups.size());
  for (std::size_t k = 0; k < layout.groups.size(); ++k) {
    const int parent = forest.parent[at(group_members[layout.groups[k]].front())];
    problem.group_parent[k] = parent < 0 ? Problem::kNone : place[at(parent)];
  }
  return place;
}

/// One row per second need and group: of a group at most one unit is on, so their sum is at most the need's.
void make_rows(const Units& units, const Forest& forest, const std::vector<int>& place, Problem& problem) {
  std::vector<int> row;
  const auto& seconds = forest.second_needs;
  for (std::size_t k = 0; k < seconds.size(); ++k) {
    const auto& [need, group, unit] = seconds[k];
    row.push_back(place[at(unit)]);
    const bool goes_on =
        k + 1 < seconds.size() && std::get<0>(seconds[k + 1]) == need && std::get<1>(seconds[k + 1]) == group;
    if (goes_on) continue;
    problem.rows.push_back(row);
    problem.row_need.push_back(place[at(need)]);
    row.clear();
  }
  for (const int s : forest.other_sets) {
    row.clear();
    for (const int unit : units.sets[s]) row.push_back(place[at(unit)]);
    problem.rows.push_back(row);
    problem.row_need.push_back(Problem::kNone);
  }
}

/// Needs in the numbering of the layout, and the other way.
void take_needs(const Units& units, const std::vector<int>& place, Problem& problem) {
  std::vector<std::pair<int, int>> pairs;
  pairs.reserve(at(units.size()));
  for (int unit = 0; unit < units.size(); ++unit)
    for (const int need : units.needs[unit]) pairs.emplace_back(place[at(unit)], place[at(need)]);
  problem.needs = Lists::by_first(units.size(), pairs);
  problem.dependents = Lists::by_second(units.size(), pairs);
}

void take_sets(const Units& units, const std::vector<int>& place, Problem& problem) {
  std::vector<std::pair<int, int>> pairs;
  std::vector<int> set;
  problem.sets.reserve(at(units.sets.size()));
  for (int s = 0; s < units.sets.size(); ++s) {
    set.clear();
    for (const int unit : units.sets[s]) {
      set.push_back(place[at(unit)]);
      pairs.emplace_back(place[at(unit)], s);
    }
    problem.sets.push_back(set);
  }
  problem.sets_of = Lists::by_first(units.size(), pairs);
}

/// Sums of the items' terms per unit, times 2^-exponent.
std::vector<double> gather(const std::vector<double>& terms, const Lists& members, int exponent) {
  std::vector<double> sums(at(members.size()));
  const double factor = std::ldexp(1.0, -exponent);
  const bool is_exact = std::isnormal(factor);  // else in two steps
  for (int unit = 0; unit < members.size(); ++unit) {
    double sum = 0;
    for (const int item : members[unit]) sum += terms[at(item)];
    sums[at(unit)] = is_exact ? sum * factor : std::ldexp(sum, -exponent);
  }
  return sums;
}

int exponent_of(double number) { return number > 0 ? std::ilogb(number) : 0; }

/// Lets `run` do count pieces of work and takes values and costs meanwhile.
void take_numbers(const Instance& instance, Problem& problem, std::size_t count,
                  const std::function<void(std::size_t)>& run) {
  const std::vector<double>& capacity = instance.capacity;
  double largest = 0;
  for (std::size_t i = 0; i < instance.values.size(); ++i)
    if (problem.unit_of[i] >= 0) largest = std::max(largest, std::abs(instance.values[i]));
  problem.value_exponent = exponent_of(largest);
  std::vector<std::vector<double>> cost(capacity.size());
  std::vector<char> binds(capacity.size(), 0);
  parallel_for(count + capacity.size() + 1, [&](std::size_t work) {
    if (work < count) return run(work);
    const std::size_t r = work - count;
    if (r == capacity.size()) {
      problem.value = gather(instance.values, problem.members, problem.value_exponent);
      return;
    }
    const int exponent = exponent_of(capacity[r]);
    cost[r] = gather(instance.costs[r], problem.members, exponent);
    const double sum = std::accumulate(cost[r].begin(), cost[r].end(), 0.0);
    binds[r] = sum > std::ldexp(capacity[r], -exponent) ? 1 : 0;
  });
  for (std::size_t r = 0; r < capacity.size(); ++r) {
    if (binds[r] == 0) continue;
    const double limit = std::ldexp(capacity[r], -exponent_of(capacity[r]));
    const double step = problem.units() > kMostStepped ? 0 : find_step(cost[r]);
    problem.capacity.push_back(step > 0 ? step * std::floor(limit / step) : limit);
    problem.cost.push_back(std::move(cost[r]));
  }
  if (problem.units() <= kMostStepped) problem.value_step = find_step(problem.value);
}

/// A number other than 0 as odd * 2^exponent.
struct Odd {
  std::uint64_t odd;
  int exponent;
};
Odd to_odd(double number) {
  constexpr int kMantissaBits = 53;
  int exponent = 0;
  const double mantissa = std::frexp(std::abs(number), &exponent);
  auto whole = static_cast<std::uint64_t>(std::ldexp(mantissa, kMantissaBits));
  const int zeros = std::countr_zero(whole);
  return {whole >> zeros, exponent - kMantissaBits + zeros};
}

}  // namespace

double find_step(const std::vector<double>& numbers) {
  constexpr double kMostSteps = 0x1p52;
  int least = std::numeric_limits<int>::max();
  double sum = 0;
  for (const double number : numbers) {
    if (number == 0) continue;
    least = std::min(least, to_odd(number).exponent);
    sum += std::abs(number);
  }
  if (sum == 0 || std::ldexp(sum, -least) > kMostSteps) return 0;
  std::uint64_t divisor = 0;
  for (const double number : numbers) {
    if (number == 0) continue;
    const Odd odd = to_odd(number);
    divisor = std::gcd(divisor, odd.odd << (odd.exponent - least));
  }
  return std::ldexp(static_cast<double>(divisor), least);
}

double Problem::to_instance(double value_here) const { return std::ldexp(value_here, value_exponent); }

Problem make_problem(const Instance& instance) {
  const Units units = contract(instance);
  Forest forest;
  choose_parents(units, forest);
  choose_groups(units, forest);
  collect_second_needs(units, forest);
  Problem problem;
  const std::vector<int> place = place_units(units, forest, problem);
  problem.unit_of = units.unit_of;
  for (int& unit : problem.unit_of)
    if (unit >= 0) unit = place[at(unit)];
  problem.members = Lists::by_key(units.size(), problem.unit_of);
  const std::array<std::function<void()>, 3> structure = {
      [&] { make_rows(units, forest, place, problem); },
      [&] { take_needs(units, place, problem); },
      [&] { take_sets(units, place, problem); },
  };
  take_numbers(instance, problem, structure.size(), [&](std::size_t work) { structure[work](); });
  return problem;
}

void add_count(Problem& problem, double most) {
  problem.cost.emplace_back(at(problem.units()), 1.0);
  problem.capacity.push_back(most);
  ++problem.implied;
}

std::vector<int> parents_of(const Problem& problem) {
  std::vector<int> parents(at(problem.units()), Problem::kNone);
  for (int g = 0; g < problem.groups(); ++g)
    for (int unit = problem.group_start[at(g)]; unit < problem.group_start[at(g) + 1]; ++unit)
      parents[at(unit)] = problem.group_parent[at(g)];
  return parents;
}

}  // namespace knap::prune
