#include "prune/knapsack/relaxation.h"

#include <algorithm>
#include <limits>

#include "core/base/parallel.h"

namespace knap::prune {

Relaxation::Relaxation(const Problem& problem) : Relaxation(problem, 1) {}

Relaxation::Relaxation(const Problem& problem, int stride)
    : problem_(problem),
      net_(at(problem.units()), 0),
      slack_(at(problem.resources() + problem.rows.size()), 0),
      is_on_(at(problem.units()), 0),
      best_(at(problem.groups()), Problem::kNone) {
  int held = 0;
  const auto units_before = [&](int chunk) {
    return problem.group_start[at(problem.chunk_start[at(chunk)])];
  };
  for (int chunk = 0; chunk < problem.chunks(); chunk += stride) {
    chunks_.push_back(chunk);
    const int size = units_before(chunk + 1) - units_before(chunk);
    held += size;
    longest_ = std::max(longest_, size);
  }
  if (held > 0) share_ = static_cast<double>(held) / problem.units();
  sums_.resize(chunks_.size());
  if (problem.rows.size() > 0) row_price_.resize(at(problem.units()));
}

void Relaxation::price_rows(const Multipliers& multipliers) {
  std::fill(row_price_.begin(), row_price_.end(), 0.0);
  for (int row = 0; row < problem_.rows.size(); ++row) {
    const double price = multipliers[at(problem_.resources() + row)];
    if (price == 0) continue;
    for (const int unit : problem_.rows[row]) row_price_[at(unit)] += price;
    const int need = problem_.row_need[at(row)];
    if (need != Problem::kNone) row_price_[at(need)] -= price;
  }
}

/// Reduced values of the units [first, end).
void Relaxation::price_units(const Multipliers& multipliers, int first, int end) {
  double* const net = net_.data();
  std::copy(problem_.value.begin() + first, problem_.value.begin() + end, net + first);
  for (int r = 0; r < problem_.resources(); ++r) {
    const double price = multipliers[at(r)];
    const double* const cost = problem_.cost[at(r)].data();
    if (price != 0)
      for (int unit = first; unit < end; ++unit) net[unit] -= price * cost[unit];
  }
  if (!row_price_.empty())
    for (int unit = first; unit < end; ++unit) net[unit] -= row_price_[at(unit)];
}

Relaxation::Sums Relaxation::solve_chunk(const Multipliers& multipliers, int chunk) {
  const int first = problem_.chunk_start[at(chunk)], end = problem_.chunk_start[at(chunk) + 1];
  price_units(multipliers, problem_.group_start[at(first)], problem_.group_start[at(end)]);
  Sums sums;
  sums.use.assign(at(problem_.resources()), 0);
  for (int g = first; g < end; ++g) {
    int best = Problem::kNone;
    double most = 0;
    for (int unit = problem_.group_start[at(g)]; unit < problem_.group_start[at(g) + 1]; ++unit) {
      is_on_[at(unit)] = 0;
      if (net_[at(unit)] > most) most = net_[at(unit)], best = unit;
    }
    best_[at(g)] = best;
    const int parent = problem_.group_parent[at(g)];
    (parent == Problem::kNone ? sums.best : net_[at(parent)]) += most;
  }
  for (int g = end - 1; g >= first; --g) {
    const int parent = problem_.group_parent[at(g)], unit = best_[at(g)];
    if (unit == Problem::kNone || (parent != Problem::kNone && is_on_[at(parent)] == 0)) continue;
    is_on_[at(unit)] = 1;
    sums.value += problem_.value[at(unit)];
    sums.size += std::abs(problem_.value[at(unit)]);
    for (int r = 0; r < problem_.resources(); ++r) sums.use[at(r)] += problem_.cost[at(r)][at(unit)];
  }
  return sums;
}

void Relaxation::measure_rows() {
  for (int row = 0; row < problem_.rows.size(); ++row) {
    const int need = problem_.row_need[at(row)];
    int slack = need == Problem::kNone ? 1 : is_on_[at(need)];
    for (const int unit : problem_.rows[row]) slack -= is_on_[at(unit)];
    slack_[at(problem_.resources() + row)] = slack;
  }
}

double Relaxation::solve(const Multipliers& multipliers) {
  if (!row_price_.empty()) price_rows(multipliers);
  parallel_for(chunks_.size(), [&](std::size_t k) { sums_[k] = solve_chunk(multipliers, chunks_[k]); });
  double bound = 0, size = 0;
  value_ = 0;
  for (int r = 0; r < problem_.resources(); ++r) slack_[at(r)] = share_ * problem_.capacity[at(r)];
  for (const Sums& sums : sums_) {
    bound += sums.best;
    value_ += sums.value;
    size += sums.size;
    for (int r = 0; r < problem_.resources(); ++r) slack_[at(r)] -= sums.use[at(r)];
  }
  for (int r = 0; r < problem_.resources(); ++r) {
    const double worth = multipliers[at(r)] * share_ * problem_.capacity[at(r)];
    bound += worth;
    size += 2 * worth;
  }
  measure_rows();
  for (int row = 0; row < problem_.rows.size(); ++row) {
    const double price = multipliers[at(problem_.resources() + row)];
    if (problem_.row_need[at(row)] == Problem::kNone) bound += price;
    size += 2 * price;
  }
  // No sum has more terms than a chunk has units, or there are chunks; each rounds by half an ulp.
  const double terms = 16.0 + longest_ + static_cast<double>(sums_.size()) + 2.0 * problem_.resources();
  return bound + terms * std::numeric_limits<double>::epsilon() * (size + std::abs(bound));
}

std::vector<double> Relaxation::losses() const {
  std::vector<double> loss(net_.size(), 0);
  for (int g = problem_.groups() - 1; g >= 0; --g) {
    const int parent = problem_.group_parent[at(g)], best = best_[at(g)];
    const bool is_root = parent == Problem::kNone, parent_on = is_root || is_on_[at(parent)] != 0;
    const int first = problem_.group_start[at(g)], end = problem_.group_start[at(g) + 1];
    const double most = best == Problem::kNone ? 0 : net_[at(best)];
    double second = 0;
    for (int unit = first; unit < end; ++unit)
      if (unit != best) second = std::max(second, net_[at(unit)]);
    const double climb = parent_on ? 0 : loss[at(parent)];
    for (int unit = first; unit < end; ++unit) loss[at(unit)] = climb + most - net_[at(unit)];
    if (best == Problem::kNone || !parent_on) continue;
    loss[at(best)] = is_root ? most - second : std::min(most - second, loss[at(parent)]);
  }
  return loss;
}

}  // namespace knap::prune
