// Selector: from what weights are worth and what their groups cost to what is kept - a step of compression as
// a knapsack.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/compress/compress_options.h"
#include "app/compress/widths.h"
#include "app/compress/worth.h"
#include "core/base/watch.h"
#include "hw/device/device.h"
#include "learn/train/group_lasso.h"
#include "net/ir/prune.h"
#include "prune/groups/groups.h"
#include "prune/knapsack/instance.h"

namespace knap::app {

/// What a pruned network costs under a plan made anew, by device.
using Replan = std::function<Result<std::vector<hw::Resources>>(const net::IntGraph&)>;

/// How networks are costed whose plan is not the dense one's: as a whole, and quickly. Without them, all is
/// estimated under the dense plan.
struct PlannedCells {
  Replan replan;
  FoldedCells folded;
};

/// A resource of a device that is to be saved.
struct SavedResource {
  std::string device;  ///< its alias
  hw::Resource resource = hw::Resource::Dsp;
  std::size_t family = 0;  ///< index into a group's costs
  std::size_t device_index = 0;
  double dense = 0;     ///< estimate of the whole dense design
  double prunable = 0;  ///< what all groups together cost
  double goal = 0;      ///< what the kept groups may cost in the end
  double bound = 0;     ///< of the budget: what the whole design may cost
  bool has_budget = false;
};

class Selector {
 public:
  /// kImpossible at compress.objective or compress.budget, before anything is trained: a resource that no
  /// group of this plan costs, a device that lacks it, a budget below what remains with one group of each
  /// layer (which is named; of channels, under a plan made anew where there is one), budgets that all
  /// hold already; kUnknownName for what is no resource, device or layer.
  static Result<Selector> make(const CompressOptions& options, const net::IntGraph& dense,
                               const map::Regions& regions, const std::vector<hw::Device>& devices,
                               const PlannedCells& planned = {});

  const std::vector<SavedResource>& saved() const { return saved_; }
  const std::vector<prune::Group>& groups() const { return groups_; }
  bool has_budget() const;

  /// The step that goes `share` of the way from the dense design to the goal. What `pruned` marks is worth
  /// nothing. Of lanes and weights: an item per group, of the layers that may be touched, a cost row per
  /// saved resource, and of each layer one group stays. Of channels: Widths, where foldings can be asked for.
  Result<Selection> select(const Worth& worth, const net::Masks& pruned, double share, const Watch& watch);
  /// What these kept groups leave of each layer.
  net::Masks masks(const std::vector<int>& groups) const;
  /// A network that costs what a selection costs: for widths, which groups they keep is not written.
  net::IntGraph costed(const std::vector<int>& selected) const;

  /// The groups with a rate for each: `strength` where its saved resources, as shares of what all groups
  /// cost, are those of the mean group.
  std::vector<learn::LassoGroup> lasso(double strength) const;

  /// Estimates of a pruned network under the dense one's plan, by family.
  Result<std::vector<hw::Resources>> estimate(const net::IntGraph& pruned) const;
  const std::vector<hw::Family>& families() const { return families_; }

 private:
  Result<Selection> select_groups(const std::vector<double>& values, double share, const Watch& watch) const;
  Result<Selection> select_widths(const std::vector<double>& values, const std::vector<bool>& is_left,
                                  double share, const Watch& watch);

  std::vector<hw::Family> families_;
  map::Regions regions_;
  std::vector<prune::Group> groups_;  ///< those that may be pruned
  net::IntGraph dense_;
  std::vector<SavedResource> saved_;
  std::optional<Widths> widths_;  ///< of channels, where foldings can be asked for
};

}  // namespace knap::app
