// testing: instances for the tests of this room, and their optimum by slow obvious means.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "core/base/rng.h"
#include "prune/knapsack/instance.h"
#include "prune/knapsack/lists.h"

namespace knap::prune::testing {

inline std::vector<int> items_of(unsigned set) {
  std::vector<int> items;
  for (int item = 0; set >> item != 0; ++item)
    if ((set >> item & 1U) != 0) items.push_back(item);
  return items;
}

/// The greatest value of all feasible selections, every one of them looked at.
inline double best_by_enumeration(const Instance& instance) {
  double best = 0;
  for (unsigned set = 0; set < 1U << instance.size(); ++set) {
    const std::vector<int> items = items_of(set);
    const double value = value_of(instance, items);
    if (value > best && find_fault(instance, items).empty()) best = value;
  }
  return best;
}

/// The same for more items with small whole costs, whose choices and needs stay within blocks of `block`
/// neighbours: the best value by use, one block after the other.
inline double best_by_use(const Instance& instance, int block) {
  std::map<std::vector<double>, double> best{{std::vector<double>(instance.capacity.size(), 0), 0}};
  for (int first = 0; first < instance.size(); first += block) {
    const int count = std::min(block, instance.size() - first);
    Instance free = instance;  // the block without capacities
    std::fill(free.capacity.begin(), free.capacity.end(), 1e18);
    std::map<std::vector<double>, double> next;
    for (unsigned set = 0; set < 1U << count; ++set) {
      std::vector<int> items = items_of(set);
      for (int& item : items) item += first;
      if (!find_fault(free, items).empty()) continue;
      const std::vector<double> more = use_of(instance, items);
      for (const auto& [use, value] : best) {
        std::vector<double> sum = use;
        bool fits = true;
        for (std::size_t r = 0; r < sum.size(); ++r)
          fits = (sum[r] += more[r]) <= instance.capacity[r] && fits;
        if (!fits) continue;
        double& known = next.try_emplace(sum, -std::numeric_limits<double>::infinity()).first->second;
        known = std::max(known, value + value_of(instance, items));
      }
    }
    best = std::move(next);
  }
  double most = 0;
  for (const auto& [use, value] : best) most = std::max(most, value);
  return most;
}

/// Values that grow with costs in half of the cases; choices and needs of any kind within blocks.
inline Instance random_instance(Rng& rng, int items, int resources, int block, int most_cost) {
  Instance instance;
  for (int r = 0; r < resources; ++r) {
    std::vector<double>& cost = instance.costs.emplace_back();
    double sum = 0;
    for (int i = 0; i < items; ++i) sum += cost.emplace_back(static_cast<double>(rng.integer(0, most_cost)));
    instance.capacity.push_back(static_cast<double>(static_cast<int>(sum * rng.uniform(0.1, 0.8))));
  }
  for (int i = 0; i < items; ++i) {
    double value = static_cast<double>(rng.integer(-3, 50));
    if (rng.flip(0.5)) {
      value = static_cast<double>(rng.integer(0, 3));
      for (const auto& cost : instance.costs) value += cost[at(i)];
    }
    instance.values.push_back(value);
  }
  for (int first = 0; first + 1 < items; first += block) {
    const auto any = [&] { return static_cast<int>(rng.integer(first, std::min(first + block, items) - 1)); };
    for (auto count = rng.integer(-1, 2); count > 0; --count)
      instance.choices.push_back({any(), any(), any()});
    for (auto count = rng.integer(-2, 4); count > 0; --count) instance.needs.emplace_back(any(), any());
  }
  return instance;
}

/// Channels hold 9 lanes, a lane holds 5 pairs (wide, narrow) of which one at most is taken: 100 items a
/// channel, four resources.
inline Instance nested_instance(Rng& rng, int channels) {
  const int items = 100 * channels;
  Instance instance;
  instance.values.assign(at(items), 0);
  instance.costs.assign(4, std::vector<double>(at(items), 0));
  std::vector<int> free(at(items));
  for (int i = 0; i < items; ++i) free[at(i)] = i;
  rng.shuffle(free);
  const auto take = [&free] {
    const int item = free.back();
    free.pop_back();
    return item;
  };
  const auto whole = [&rng](int low, int high) { return static_cast<double>(rng.integer(low, high)); };
  for (int c = 0; c < channels; ++c) {
    const double worth = std::exp(rng.normal());
    const int channel = take();
    instance.costs[0][at(channel)] = whole(5, 40);
    instance.costs[1][at(channel)] = whole(2, 20);
    for (int l = 0; l < 9; ++l) {
      const int lane = take();
      instance.needs.emplace_back(lane, channel);
      instance.costs[0][at(lane)] = whole(1, 9);
      instance.values[at(lane)] = whole(0, 5);
      for (int w = 0; w < 5; ++w) {
        const int wide = take(), narrow = take();
        instance.needs.emplace_back(wide, lane);
        instance.needs.emplace_back(narrow, lane);
        instance.choices.push_back({wide, narrow});
        instance.values[at(wide)] = std::floor(100 * worth * rng.uniform()) + 1;
        instance.values[at(narrow)] = std::floor(instance.values[at(wide)] * rng.uniform(0.3, 0.9));
        for (auto& cost : instance.costs) {
          cost[at(wide)] = whole(1, 12);
          cost[at(narrow)] = whole(0, static_cast<int>(cost[at(wide)]));
        }
      }
    }
  }
  for (std::size_t r = 0; r < 4; ++r) {
    double sum = 0;
    for (const double cost : instance.costs[r]) sum += cost;
    instance.capacity.push_back(std::floor(sum * std::array{0.25, 0.3, 0.2, 0.35}[r]));
  }
  return instance;
}

}  // namespace knap::prune::testing
