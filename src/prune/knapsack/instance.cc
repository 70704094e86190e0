#include "prune/knapsack/instance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/diagnostics.h"

namespace knap::prune {
namespace {

/// Far from overflow: sums of all values, and their products with multipliers, stay finite.
constexpr double kLargestSum = 1e300;

Error wrong(const std::string& where, std::string message) {
  return Error(diag::kWrongType, where, std::move(message));
}

Result<void> check_shape(const Instance& instance, const std::string& where) {
  const std::size_t items = instance.values.size(), resources = instance.capacity.size();
  if (instance.costs.size() != resources)
    return wrong(where, fmt::format("costs has {} resources, capacity has {}; give one list of costs and one "
                                    "capacity per resource",
                                    instance.costs.size(), resources));
  for (std::size_t r = 0; r < resources; ++r)
    if (instance.costs[r].size() != items)
      return wrong(
          where, fmt::format("costs[{}] (resource {}) has {} numbers, values has {}; give one cost per item",
                             r, r, instance.costs[r].size(), items));
  return {};
}

Result<void> check_numbers(const Instance& instance, const std::string& where) {
  double total = 0;
  for (std::size_t i = 0; i < instance.values.size(); ++i) {
    const double value = instance.values[i];
    if (!std::isfinite(value))
      return wrong(where, fmt::format("the value of item {} is {}; give a finite number", i, value));
    total += std::abs(value);
  }
  if (total > kLargestSum)
    return wrong(where, fmt::format("the values add up to more than {:g}; scale them down", kLargestSum));
  for (std::size_t r = 0; r < instance.costs.size(); ++r) {
    const double limit = instance.capacity[r];
    if (!std::isfinite(limit) || limit < 0)
      return wrong(where, fmt::format("the capacity of resource {} is {}; give a finite number of at least 0",
                                      r, limit));
    double sum = 0;
    for (std::size_t i = 0; i < instance.costs[r].size(); ++i) {
      const double cost = instance.costs[r][i];
      if (!std::isfinite(cost) || cost < 0)
        return wrong(where,
                     fmt::format("the cost of item {} in resource {} is {}; give a finite number of at "
                                 "least 0",
                                 i, r, cost));
      sum += cost;
    }
    if (sum > kLargestSum)
      return wrong(where, fmt::format("the costs in resource {} add up to more than {:g}; scale them down", r,
                                      kLargestSum));
  }
  return {};
}

Result<void> check_items(const Instance& instance, const std::string& where) {
  const auto is_item = [&](int i) { return i >= 0 && i < instance.size(); };
  const auto tell = [&](const std::string& list, std::size_t at, int item) {
    return wrong(where, fmt::format("{}[{}] names item {}; there are {} items, numbered from 0", list, at,
                                    item, instance.size()));
  };
  for (std::size_t c = 0; c < instance.choices.size(); ++c)
    for (const int item : instance.choices[c])
      if (!is_item(item)) return tell("choices", c, item);
  for (std::size_t k = 0; k < instance.needs.size(); ++k)
    for (const int item : {instance.needs[k].first, instance.needs[k].second})
      if (!is_item(item)) return tell("requires", k, item);
  return {};
}

double sum_of(const std::vector<double>& terms, const std::vector<int>& selected) {
  ExactSum sum;
  for (const int i : selected) sum.add(terms[static_cast<std::size_t>(i)]);
  return sum.total();
}

}  // namespace

void ExactSum::add(double term) {
  const double sum = sum_ + term;
  lost_ += std::abs(sum_) >= std::abs(term) ? (sum_ - sum) + term : (term - sum) + sum_;
  sum_ = sum;
}

Result<void> check(const Instance& instance, const std::string& where) {
  KNAP_TRY(check_shape(instance, where));
  KNAP_TRY(check_numbers(instance, where));
  return check_items(instance, where);
}

double value_of(const Instance& instance, const std::vector<int>& selected) {
  return sum_of(instance.values, selected);
}

std::vector<double> use_of(const Instance& instance, const std::vector<int>& selected) {
  std::vector<double> use;
  for (const std::vector<double>& costs : instance.costs) use.push_back(sum_of(costs, selected));
  return use;
}

std::string find_fault(const Instance& instance, const std::vector<int>& selected) {
  std::vector<char> is_on(instance.values.size(), 0);
  int last = -1;
  for (const int item : selected) {
    if (item <= last || item >= instance.size()) return fmt::format("item {} is out of order", item);
    last = item;
    is_on[static_cast<std::size_t>(item)] = 1;
  }
  for (std::size_t c = 0; c < instance.choices.size(); ++c) {
    int chosen = -1;
    for (const int item : instance.choices[c]) {
      if (is_on[static_cast<std::size_t>(item)] == 0 || item == chosen) continue;
      if (chosen >= 0) return fmt::format("items {} and {} are of choice {}", chosen, item, c);
      chosen = item;
    }
  }
  for (const auto& [item, needed] : instance.needs)
    if (is_on[static_cast<std::size_t>(item)] != 0 && is_on[static_cast<std::size_t>(needed)] == 0)
      return fmt::format("item {} needs item {}", item, needed);
  const std::vector<double> use = use_of(instance, selected);
  for (std::size_t r = 0; r < use.size(); ++r)
    if (use[r] > instance.capacity[r] * (1 + kTolerance))
      return fmt::format("resource {} holds {}, {} are used", r, instance.capacity[r], use[r]);
  return {};
}

}  // namespace knap::prune
