#include "app/compress/widths.h"

#include <algorithm>
#include <optional>

#include "net/ir/prune.h"
#include "net/passes/table.h"
#include "prune/knapsack/solve.h"

namespace knap::app {
namespace {

constexpr std::int64_t kMostWidths = 16;  ///< of a value that are tried
constexpr int kMostRounds = 8;

/// All of them, or multiples of what gives kMostWidths.
std::vector<std::int64_t> widths_of(std::int64_t channels) {
  const std::int64_t step = (channels + kMostWidths - 1) / kMostWidths;
  std::vector<std::int64_t> widths{1};
  for (std::int64_t width = std::max<std::int64_t>(2, step); width < channels; width += step)
    widths.push_back(width);
  if (channels > 1) widths.push_back(channels);
  return widths;
}

std::vector<double> amounts(const std::vector<hw::Resources>& cells, const std::vector<WidthLimit>& rows) {
  std::vector<double> all;
  all.reserve(rows.size());
  for (const WidthLimit& row : rows) all.push_back(amount(cells[row.device], row.resource));
  return all;
}

}  // namespace

Widths::Widths(net::IntGraph dense, const std::vector<prune::Group>& groups, FoldedCells cells)
    : dense_(std::move(dense)), groups_(groups), fold_(std::move(cells)) {
  for (int g = 0; g < static_cast<int>(groups_.size()); ++g) {
    const bool is_new = g == 0 || groups_[static_cast<std::size_t>(g)].layer !=
                                      groups_[static_cast<std::size_t>(g - 1)].layer;
    if (is_new) values_.emplace_back();
    values_.back().groups.push_back(g);
  }
  int items = 0;
  for (Value& value : values_) {
    value.widths = widths_of(static_cast<std::int64_t>(value.groups.size()));
    value.first_item = items;
    items += static_cast<int>(value.widths.size());
  }
}

std::vector<std::int64_t> Widths::all() const {
  std::vector<std::int64_t> counts;
  counts.reserve(values_.size());
  for (const Value& value : values_) counts.push_back(value.widths.back());
  return counts;
}

std::vector<std::int64_t> Widths::counts_of(const std::vector<int>& selected) const {
  std::vector<std::int64_t> counts = least();
  for (std::size_t v = 0; v < values_.size(); ++v)
    for (const int item : selected) {
      const int width = item - values_[v].first_item;
      if (width >= 0 && width < static_cast<int>(values_[v].widths.size()))
        counts[v] = values_[v].widths[static_cast<std::size_t>(width)];
    }
  return counts;
}

net::IntGraph Widths::network(const std::vector<std::int64_t>& counts) const {
  std::vector<const prune::Group*> dropped;
  for (std::size_t v = 0; v < values_.size(); ++v)
    for (std::size_t k = static_cast<std::size_t>(counts[v]); k < values_[v].groups.size(); ++k)
      dropped.push_back(&groups_[static_cast<std::size_t>(values_[v].groups[k])]);
  return net::prune(dense_, prune::masks_without(dense_, dropped));
}

Result<std::vector<hw::Resources>> Widths::cells(const std::vector<std::int64_t>& counts) {
  if (const auto known = known_.find(counts); known != known_.end()) return known->second;
  KNAP_ASSIGN(const net::IntGraph narrow, net::run_passes(net::pruned_passes(), network(counts)));
  KNAP_ASSIGN(std::vector<hw::Resources> cells, fold_(narrow));
  return known_.emplace(counts, std::move(cells)).first->second;
}

/// Costs about `about`; what all of them together leave out is taken from the capacity.
Result<Selection> Widths::solve(const std::vector<std::vector<double>>& worths,
                                const std::vector<std::int64_t>& about, const std::vector<double>& limits,
                                const std::vector<WidthLimit>& rows, const Watch& watch) {
  Selection selection;
  prune::Instance& instance = selection.instance;
  instance.costs.resize(rows.size());
  KNAP_ASSIGN(const std::vector<hw::Resources> here, cells(about));
  instance.capacity = limits;
  const std::vector<double> whole = amounts(here, rows);
  for (std::size_t r = 0; r < rows.size(); ++r) instance.capacity[r] -= whole[r];
  for (std::size_t v = 0; v < values_.size(); ++v) {
    std::vector<std::int64_t> counts = about;
    std::vector<double> narrowest;
    instance.choices.emplace_back();
    for (std::size_t w = 0; w < values_[v].widths.size(); ++w) {
      KNAP_TRY(watch.check("compress"));
      const std::int64_t width = values_[v].widths[w];
      const bool is_there = static_cast<std::size_t>(width) <= worths[v].size();
      instance.choices.back().push_back(instance.size());
      instance.values.push_back(is_there ? worths[v][static_cast<std::size_t>(width) - 1] : -1);
      std::vector<double> costs = narrowest;
      if (is_there) {
        counts[v] = width;
        KNAP_ASSIGN(const std::vector<hw::Resources> folded, cells(counts));
        costs = amounts(folded, rows);
      }
      if (narrowest.empty()) narrowest = costs;
      for (std::size_t r = 0; r < rows.size(); ++r) {
        const double cost = std::max(0.0, costs[r] - narrowest[r]);
        instance.costs[r].push_back(cost);
        if (width == about[v]) instance.capacity[r] += cost;
      }
    }
  }
  for (double& capacity : instance.capacity) capacity = std::max(0.0, capacity);
  KNAP_ASSIGN(const prune::Solution solution, prune::solve(instance, {}, watch));
  selection.selected = solution.selected;
  return selection;
}

Result<Selection> Widths::select(const std::vector<double>& worth, const std::vector<bool>& is_left,
                                 const std::vector<WidthLimit>& rows, const Watch& watch) {
  // Of each value the groups that are left, the most valuable ones first, and what the first k of them are
  // worth.
  std::vector<std::vector<int>> order;
  std::vector<std::vector<double>> worths;
  std::vector<std::int64_t> about;
  for (const Value& value : values_) {
    std::vector<int>& own = order.emplace_back();
    for (const int g : value.groups)
      if (is_left[static_cast<std::size_t>(g)]) own.push_back(g);
    if (own.empty()) own.push_back(value.groups.front());
    std::stable_sort(own.begin(), own.end(), [&](int a, int b) {
      return worth[static_cast<std::size_t>(a)] > worth[static_cast<std::size_t>(b)];
    });
    std::vector<double>& sums = worths.emplace_back();
    for (const int g : own)
      sums.push_back((sums.empty() ? 0 : sums.back()) + worth[static_cast<std::size_t>(g)]);
    about.push_back(*std::prev(
        std::upper_bound(value.widths.begin(), value.widths.end(), static_cast<std::int64_t>(own.size()))));
  }
  std::vector<double> limits;
  limits.reserve(rows.size());
  for (const WidthLimit& row : rows) limits.push_back(row.most);
  std::optional<Selection> best;
  for (int round = 0; round < kMostRounds; ++round) {
    KNAP_ASSIGN(Selection next, solve(worths, about, limits, rows, watch));
    const std::vector<std::int64_t> counts = counts_of(next.selected);
    KNAP_ASSIGN(const std::vector<hw::Resources> folded, cells(counts));
    const std::vector<double> got = amounts(folded, rows);
    bool fits = true;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const double excess = got[r] - rows[r].most;
      fits = fits && excess <= 0;
      limits[r] -= std::max(0.0, excess / 2);  // differences about another network promised too much
    }
    const bool is_better = !best || prune::value_of(next.instance, next.selected) >
                                        prune::value_of(best->instance, best->selected);
    const bool is_last = round + 1 == kMostRounds && !best;
    if ((fits && is_better) || is_last) best = std::move(next);
    if (fits && counts == about) break;
    about = counts;
  }
  const std::vector<std::int64_t> counts = counts_of(best->selected);
  for (std::size_t v = 0; v < values_.size(); ++v)
    for (std::int64_t k = 0; k < counts[v]; ++k)
      best->groups.push_back(order[v][static_cast<std::size_t>(k)]);
  std::sort(best->groups.begin(), best->groups.end());
  return *std::move(best);
}

}  // namespace knap::app
