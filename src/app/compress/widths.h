// Widths: how many channels each value keeps - the step of a compression whose groups are channels.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "core/base/watch.h"
#include "hw/device/device.h"
#include "net/ir/integer.h"
#include "prune/groups/groups.h"
#include "prune/knapsack/instance.h"

namespace knap::app {

/// What a network costs, by device, when it is folded for the interval that is asked for.
using FoldedCells = std::function<Result<std::vector<hw::Resources>>(const net::IntGraph&)>;

/// What a step of compression keeps.
struct Selection {
  prune::Instance instance;
  std::vector<int> selected;  ///< items of the instance
  std::vector<int> groups;    ///< that are kept, ascending
};

/// A resource of a device, and how much of it a network may have.
struct WidthLimit {
  std::size_t device = 0;
  hw::Resource resource = hw::Resource::Lut;
  double most = 0;
};

/// Channels cost what the folding makes of their number, and that is no sum: seven channels may need as many
/// lanes as eight, and four half of them. So an item of the knapsack is a width, of each value (the groups of
/// one layer) at most one, its worth that of the value's best channels; its costs are differences of folded
/// networks, taken about the widths of the last round, until a round gives what it began with.
class Widths {
 public:
  /// `groups`: channels, those of a value one behind the other; `cells` is asked some hundred times.
  Widths(net::IntGraph dense, const std::vector<prune::Group>& groups, FoldedCells cells);

  /// The network with that many channels of each value: the first ones, for what is folded does not know
  /// which.
  Result<std::vector<hw::Resources>> cells(const std::vector<std::int64_t>& counts);
  std::vector<std::int64_t> all() const;
  std::vector<std::int64_t> least() const { return std::vector<std::int64_t>(values_.size(), 1); }
  /// How many channels of each value a selection keeps; those that none was selected of keep one.
  std::vector<std::int64_t> counts_of(const std::vector<int>& selected) const;
  net::IntGraph network(const std::vector<std::int64_t>& counts) const;

  /// The most valuable widths within the limits that the rounds came to; where none fits, what the last round
  /// gave. `worth`: by group; `is_left`: it has weights still.
  Result<Selection> select(const std::vector<double>& worth, const std::vector<bool>& is_left,
                           const std::vector<WidthLimit>& limits, const Watch& watch);

 private:
  struct Value {
    std::vector<int> groups;
    std::vector<std::int64_t> widths;  ///< that are tried, ascending
    int first_item = 0;
  };
  /// A round: `worths` of the best channels of each value, by their number; `limits` of the rows.
  Result<Selection> solve(const std::vector<std::vector<double>>& worths,
                          const std::vector<std::int64_t>& about, const std::vector<double>& limits,
                          const std::vector<WidthLimit>& rows, const Watch& watch);

  net::IntGraph dense_;
  std::vector<prune::Group> groups_;
  FoldedCells fold_;
  std::vector<Value> values_;
  std::map<std::vector<std::int64_t>, std::vector<hw::Resources>> known_;  ///< by counts
};

}  // namespace knap::app
