#include "app/compress/select.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/base/diagnostics.h"
#include "core/goal/constraint.h"
#include "map/plan/ranks.h"
#include "map/plan/stage_costs.h"
#include "prune/groups/channels.h"
#include "prune/knapsack/solve.h"

namespace knap::app {
namespace {

constexpr const char* kObjective = "compress.objective";
constexpr const char* kBudget = "compress.budget";

std::string_view name_of(hw::Resource resource) {
  return hw::kResourceNames[static_cast<std::size_t>(resource)];
}

Result<hw::Resource> find_resource(std::string_view name) {
  const auto& names = hw::kResourceNames;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return static_cast<hw::Resource>(found - names.begin());
  return Error(diag::kUnknownName, kBudget,
               fmt::format("'{}' is no resource; there are {}", name, fmt::join(names, ", ")));
}

/// "lut <= 8000", "ecp5-25f.bram <= 4", "dsp <= 50 %".
struct Budget {
  std::string device;  ///< empty: every device
  hw::Resource resource = hw::Resource::Lut;
  double bound = 0;
  bool is_share = false;
};

Result<Budget> parse_budget(const std::string& text) {
  const Result<Constraint> parsed = parse_constraint(text);
  if (!parsed.ok())
    return Error(*parsed.error().first().kind, kBudget,
                 fmt::format("'{}': {}", text, parsed.error().first().message));
  const Constraint& constraint = *parsed;
  if (constraint.comparison != Comparison::AtMost && constraint.comparison != Comparison::Below)
    return Error(diag::kWrongType, kBudget,
                 fmt::format("'{}' is no upper limit; write it as \"lut <= 8000\" or \"dsp <= 50 %\"", text));
  if (!std::isfinite(constraint.bound) || constraint.bound < 0)
    return Error(diag::kWrongType, kBudget, fmt::format("'{}': a budget is a number from 0 on", text));
  Budget budget;
  std::string name = constraint.metric;
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) {
    budget.device = name.substr(0, dot);
    name = name.substr(dot + 1);
  }
  KNAP_ASSIGN(budget.resource, find_resource(name));
  budget.bound = constraint.bound;
  budget.is_share = text.find('%') != std::string::npos;
  return budget;
}

/// The resources that the options name, with their goals.
class Wishes {
 public:
  Wishes(const std::vector<hw::Device>& devices, const Selector& selector, const net::IntGraph& network,
         const std::vector<hw::Resources>& dense, const PlannedCells& planned)
      : devices_(devices),
        selector_(selector),
        replan_(planned.replan),
        families_(selector.families()),
        groups_(selector.groups()),
        network_(network),
        dense_(dense) {}

  Result<void> add_objective(hw::Resource resource) {
    double prunable = 0;
    for (const hw::Device& device : devices_) {
      KNAP_TRY(expect_capacity(device, resource, kObjective));
      prunable += row(device, resource).prunable;
    }
    if (prunable > 0) return {};
    return Error(
        diag::kImpossible, kObjective,
        fmt::format("no weight of this design costs {0}, so pruning saves none of it; wish for what its "
                    "products and memories are made of, or have the plan make them of {0}",
                    name_of(resource)));
  }

  Result<void> add_budget(const std::string& text) {
    KNAP_ASSIGN(const Budget budget, parse_budget(text));
    bool is_known = budget.device.empty();
    for (const hw::Device& device : devices_) {
      if (!budget.device.empty() && budget.device != device.alias && budget.device != device.part) continue;
      is_known = true;
      KNAP_TRY(expect_capacity(device, budget.resource, kBudget));
      SavedResource& saved = row(device, budget.resource);
      if (saved.dense == 0)
        return Error(diag::kImpossible, kBudget,
                     fmt::format("the design has no {} on {}: a budget for it saves nothing",
                                 name_of(budget.resource), device.alias));
      double bound = budget.is_share ? budget.bound * saved.dense : budget.bound;
      if (saved.has_budget) bound = std::min(bound, saved.bound);  // both hold
      const double fixed = saved.dense - saved.prunable;
      KNAP_ASSIGN(const double least, remainder(saved, bound));
      if (bound < std::floor(least))
        return Error(
            diag::kImpossible, kBudget,
            fmt::format("{} <= {:.6g} on {} is not possible: the dense design has {:.0f}, and with a "
                        "single group left in each layer {:.0f} remain",
                        name_of(saved.resource), bound, saved.device, saved.dense, std::floor(least)));
      saved.goal = std::clamp(bound - fixed, 0.0, saved.prunable);
      saved.bound = bound;
      saved.has_budget = true;
    }
    if (is_known) return {};
    return Error(diag::kUnknownName, kBudget,
                 fmt::format("'{}' is none of the project's devices", budget.device));
  }

  /// A budget that holds already asks for nothing.
  Result<void> check_budgets_ask() const {
    std::string held;
    for (const SavedResource& saved : rows_) {
      if (!saved.has_budget) continue;
      if (saved.goal < saved.prunable) return {};
      held += fmt::format("{}{:.0f} {} on {}", held.empty() ? "" : ", ", saved.dense, name_of(saved.resource),
                          saved.device);
    }
    if (held.empty()) return {};
    return Error(diag::kImpossible, kBudget,
                 fmt::format("the dense design is within it already ({}): nothing would be pruned", held));
  }

  std::vector<SavedResource> take() { return std::move(rows_); }

 private:
  static Result<void> expect_capacity(const hw::Device& device, hw::Resource resource, const char* key) {
    if (amount(device.capacity, resource) > 0) return {};
    return Error(diag::kImpossible, key, fmt::format("{} has no {}", device.alias, name_of(resource)));
  }

  SavedResource& row(const hw::Device& device, hw::Resource resource) {
    for (SavedResource& known : rows_)
      if (known.device == device.alias && known.resource == resource) return known;
    const auto family = static_cast<std::size_t>(
        std::find(families_.begin(), families_.end(), device.family) - families_.begin());
    SavedResource made{std::string(device.alias), resource, family};
    made.device_index = static_cast<std::size_t>(&device - devices_.data());
    made.dense = amount(dense_[family], resource);
    for (const prune::Group& group : groups_) made.prunable += amount(group.cost[family], resource);
    rows_.push_back(std::move(made));
    return rows_.back();
  }

  /// What the design has left of a resource with the cheapest group of each layer alone. The groups' costs
  /// add up to less than what a layer takes with it that has lost whole outputs: where `bound` is below their
  /// sum, the network with nothing else is estimated. Channels are planned anew, where that can be asked.
  Result<double> remainder(const SavedResource& saved, double bound) const {
    std::map<std::string, int> cheapest;
    const auto cost = [&](int group) {
      return amount(groups_[static_cast<std::size_t>(group)].cost[saved.family], saved.resource);
    };
    for (int group = 0; group < static_cast<int>(groups_.size()); ++group) {
      const auto [one, is_new] = cheapest.try_emplace(groups_[static_cast<std::size_t>(group)].layer, group);
      if (!is_new && cost(group) < cost(one->second)) one->second = group;
    }
    double sum = saved.dense - saved.prunable;
    std::vector<int> kept;
    for (const auto& [layer, group] : cheapest) {
      sum += cost(group);
      kept.push_back(group);
    }
    const bool is_planned_anew =
        replan_ && !groups_.empty() && groups_.front().kind == prune::GroupKind::Channel;
    if (!is_planned_anew && bound >= sum) return sum;
    std::sort(kept.begin(), kept.end());
    const net::IntGraph smallest = net::prune(network_, selector_.masks(kept));
    if (is_planned_anew) {
      KNAP_ASSIGN(const std::vector<hw::Resources> left, replan_(smallest));
      return amount(left[saved.device_index], saved.resource);
    }
    KNAP_ASSIGN(const std::vector<hw::Resources> left, selector_.estimate(smallest));
    return std::min(sum, amount(left[saved.family], saved.resource));
  }

  const std::vector<hw::Device>& devices_;
  const Selector& selector_;
  const Replan& replan_;
  const std::vector<hw::Family>& families_;
  const std::vector<prune::Group>& groups_;
  const net::IntGraph& network_;
  const std::vector<hw::Resources>& dense_;
  std::vector<SavedResource> rows_;
};

Result<void> check_untouched(const CompressOptions& options, const net::Masks& layers) {
  for (const std::string& name : options.untouched)
    if (layers.count(name) == 0) {
      std::vector<std::string> names;
      for (const auto& [layer, mask] : layers) names.push_back(layer);
      return Error(diag::kUnknownName, "compress.untouched",
                   fmt::format("'{}' is no layer with weights; there are {}", name, fmt::join(names, ", ")));
    }
  return {};
}

}  // namespace

Result<Selector> Selector::make(const CompressOptions& options, const net::IntGraph& dense,
                                const map::Regions& regions, const std::vector<hw::Device>& devices,
                                const PlannedCells& planned) {
  Selector made;
  made.families_ = hw::families_of(devices);
  made.regions_ = regions;
  made.dense_ = dense;
  KNAP_TRY(check_untouched(options, net::masks_of(dense)));
  KNAP_ASSIGN(const std::vector<hw::Resources> whole, made.estimate(dense));
  KNAP_ASSIGN(made.groups_, prune::groups_of(dense, regions, made.families_));
  if (options.groups == GroupChoice::Channels) made.groups_ = prune::channel_groups(dense, made.groups_);
  if (options.groups == GroupChoice::Weights) made.groups_ = prune::single_weights(made.groups_);
  const auto is_named = [&](const std::string& layer) {
    return std::find(options.untouched.begin(), options.untouched.end(), layer) != options.untouched.end();
  };
  const auto is_untouched = [&](const prune::Group& group) {
    return is_named(group.layer) ||
           std::any_of(group.others.begin(), group.others.end(),
                       [&](const prune::LayerWeights& other) { return is_named(other.layer); });
  };
  made.groups_.erase(std::remove_if(made.groups_.begin(), made.groups_.end(), is_untouched),
                     made.groups_.end());
  Wishes wishes(devices, made, dense, whole, planned);
  for (const hw::Resource resource : options.objective) KNAP_TRY(wishes.add_objective(resource));
  for (const std::string& text : options.budget) KNAP_TRY(wishes.add_budget(text));
  KNAP_TRY(wishes.check_budgets_ask());
  made.saved_ = wishes.take();
  if (made.has_budget())  // which says all that is asked for
    for (SavedResource& saved : made.saved_)
      if (!saved.has_budget) saved.goal = saved.prunable;
  if (options.groups == GroupChoice::Channels && planned.folded && !made.groups_.empty())
    made.widths_.emplace(dense, made.groups_, planned.folded);
  return made;
}

bool Selector::has_budget() const {
  return std::any_of(saved_.begin(), saved_.end(), [](const SavedResource& one) { return one.has_budget; });
}

Result<Selection> Selector::select(const Worth& worth, const net::Masks& pruned, double share,
                                   const Watch& watch) {
  std::vector<double> values;
  std::vector<bool> is_left;
  for (const prune::Group& group : groups_) {
    const std::vector<double>& own = worth.at(group.layer);
    const auto mask = pruned.find(group.layer);
    double value = 0;
    bool is_any_left = false;
    for (const std::int64_t i : group.weights) {
      if (mask != pruned.end() && !net::is_kept(mask->second, i)) continue;
      value += own[static_cast<std::size_t>(i)];
      is_any_left = true;
    }
    values.push_back(value);
    is_left.push_back(is_any_left);
  }
  return widths_ ? select_widths(values, is_left, share, watch) : select_groups(values, share, watch);
}

Result<Selection> Selector::select_groups(const std::vector<double>& values, double share,
                                          const Watch& watch) const {
  Selection selection;
  prune::Instance& instance = selection.instance;
  instance.values = values;
  std::map<std::string, std::size_t> best;  // of each layer: it stays, for without weights it tells nothing
  for (std::size_t item = 0; item < groups_.size(); ++item) {
    const auto [first, is_new] = best.try_emplace(groups_[item].layer, item);
    if (!is_new && values[item] > values[first->second]) first->second = item;
  }
  for (const SavedResource& saved : saved_) {
    std::vector<double>& costs = instance.costs.emplace_back();
    for (const prune::Group& group : groups_)
      costs.push_back(amount(group.cost[saved.family], saved.resource));
    double capacity = saved.prunable - share * (saved.prunable - saved.goal);
    for (const auto& [layer, item] : best) {
      capacity -= costs[item];
      costs[item] = 0;
    }
    instance.capacity.push_back(std::max(0.0, capacity));
  }
  KNAP_ASSIGN(const prune::Solution solution, prune::solve(instance, {}, watch));
  selection.selected = solution.selected;
  selection.groups = solution.selected;
  return selection;
}

Result<Selection> Selector::select_widths(const std::vector<double>& values, const std::vector<bool>& is_left,
                                          double share, const Watch& watch) {
  KNAP_ASSIGN(const std::vector<hw::Resources> whole, widths_->cells(widths_->all()));
  KNAP_ASSIGN(const std::vector<hw::Resources> least, widths_->cells(widths_->least()));
  std::vector<WidthLimit> limits;
  limits.reserve(saved_.size());
  for (const SavedResource& saved : saved_) {
    const double all = amount(whole[saved.device_index], saved.resource);
    // Registers and FIFOs, which foldings do not show, shrink as the rest does.
    const double goal = saved.has_budget ? all * saved.bound / saved.dense
                        : has_budget()   ? all
                                         : amount(least[saved.device_index], saved.resource);
    limits.push_back({saved.device_index, saved.resource, all - share * std::max(0.0, all - goal)});
  }
  return widths_->select(values, is_left, limits, watch);
}

net::IntGraph Selector::costed(const std::vector<int>& selected) const {
  return widths_ ? widths_->network(widths_->counts_of(selected)) : net::prune(dense_, masks(selected));
}

net::Masks Selector::masks(const std::vector<int>& groups) const {
  std::vector<const prune::Group*> dropped;
  for (std::size_t item = 0; item < groups_.size(); ++item)
    if (!std::binary_search(groups.begin(), groups.end(), static_cast<int>(item)))
      dropped.push_back(&groups_[item]);
  return prune::masks_without(dense_, dropped);
}

std::vector<learn::LassoGroup> Selector::lasso(double strength) const {
  if (strength == 0) return {};
  std::vector<learn::LassoGroup> all;
  double sum = 0;
  for (const prune::Group& group : groups_) {
    double share = 0;
    for (const SavedResource& saved : saved_)
      if (saved.prunable > 0) share += amount(group.cost[saved.family], saved.resource) / saved.prunable;
    learn::LassoGroup& own = all.emplace_back();
    own.rate = share;
    own.parts.push_back({group.layer, group.weights});
    for (const prune::LayerWeights& other : group.others) own.parts.push_back({other.layer, other.weights});
    sum += share;
  }
  for (learn::LassoGroup& group : all)
    group.rate *= strength * static_cast<double>(all.size()) / std::max(1e-300, sum);
  return all;
}

Result<std::vector<hw::Resources>> Selector::estimate(const net::IntGraph& pruned) const {
  KNAP_ASSIGN(const map::Regions regions, map::with_fitting_ranks(pruned, regions_));
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(pruned, regions));
  return map::StageCosts(families_).of(structure);
}

}  // namespace knap::app
