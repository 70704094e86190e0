#include "app/compress/widths.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/rng.h"
#include "net/ir/prune.h"
#include "prune/groups/channels.h"
#include "prune/knapsack/solve.h"

namespace knap::app {
namespace {

namespace op = net::integer;

/// Dense layers of 8, `middle` and 2 outputs: two values with channels.
struct Net {
  net::IntGraph graph;
  std::vector<prune::Group> groups;
};

Net net_of(std::int64_t middle = 6) {
  Net b;
  Rng rng(1, "widths");
  const auto dense = [&](std::int64_t outputs, std::int64_t inputs) {
    auto weights = std::make_shared<IntTensor>(Shape{outputs, inputs});
    for (auto& w : weights->data) w = rng.integer(-127, 127) | 1;
    return op::MatVec{weights, std::make_shared<IntTensor>(Shape{outputs}), 8};
  };
  net::NodeId x = b.graph.add("x", op::Input{{4}, {true, 8, 0}}, {});
  x = b.graph.add("one", dense(8, 4), {x});
  x = b.graph.add("two", dense(middle, 8), {x});
  x = b.graph.add("three", dense(2, middle), {x});
  b.graph.add_output("y", x);
  b.groups = prune::channel_groups(b.graph, {});
  return b;
}

/// Lanes that divide the channels: what four channels cost, or two, or one; and what is between costs the
/// next.
double stairs(std::int64_t channels) {
  return channels > 4 ? 100 : channels > 2 ? 60 : channels > 1 ? 35 : 20;
}

/// Of the outputs of a layer that is there, in the network without what was pruned.
std::int64_t outputs(const net::IntGraph& graph, const char* layer) {
  return graph[*graph.find(layer)].shape.channels();
}

FoldedCells stair_cells() {
  return [](const net::IntGraph& graph) -> Result<std::vector<hw::Resources>> {
    hw::Resources cells;
    cells.lut = stairs(outputs(graph, "one")) + 2 * stairs(outputs(graph, "two"));
    cells.dsp = static_cast<double>(outputs(graph, "one") * outputs(graph, "two"));  // of both sides
    return std::vector<hw::Resources>{cells};
  };
}

double value_of(const Net& b, const std::vector<double>& worth, const std::vector<int>& groups) {
  double value = 0;
  for (const int g : groups) value += worth[static_cast<std::size_t>(g)];
  EXPECT_LE(groups.size(), b.groups.size());
  return value;
}

TEST(Widths, AreThoseAtTheFootOfAStairAndKeepTheBestChannels) {
  const Net b = net_of();
  ASSERT_EQ(b.groups.size(), 14U);
  Widths widths(b.graph, b.groups, stair_cells());
  EXPECT_EQ(widths.all(), (std::vector<std::int64_t>{8, 6}));
  const std::vector<double> worth{1, 9, 1, 8, 1, 7, 1, 6, 5, 1, 5, 1, 5, 5};
  const Selection selection =
      widths.select(worth, std::vector<bool>(14, true), {{0, hw::Resource::Lut, 180}}, Watch()).value();
  EXPECT_EQ(widths.counts_of(selection.selected), (std::vector<std::int64_t>{4, 4}));
  EXPECT_EQ(selection.groups, (std::vector<int>{1, 3, 5, 7, 8, 10, 12, 13}));
  EXPECT_EQ(widths.cells({4, 4}).value().front().lut, 180);
}

TEST(Widths, AFileOfAStepGivesTheSameSelectionAgain) {
  const Net b = net_of();
  Widths widths(b.graph, b.groups, stair_cells());
  Rng rng(3, "widths");
  std::vector<double> worth(14);
  for (double& one : worth) one = rng.uniform(0, 1);
  for (const double most : {20.0, 60.0, 90.0, 150.0, 220.0, 400.0}) {
    const Selection selection =
        widths.select(worth, std::vector<bool>(14, true), {{0, hw::Resource::Lut, most}}, Watch()).value();
    EXPECT_EQ(prune::solve(selection.instance, {}, Watch()).value().selected, selection.selected);
    if (most < 60) continue;  // less than one channel of each value
    EXPECT_LE(widths.cells(widths.counts_of(selection.selected)).value().front().lut, most);
  }
}

/// Against all widths there are, where costs are products, and so no sums.
TEST(Widths, ComeNearTheBestOfAllWhereBothSidesOfALayerMatter) {
  const Net b = net_of();
  Widths widths(b.graph, b.groups, stair_cells());
  double sum = 0, best_sum = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "widths");
    std::vector<double> worth(14), one, two;
    for (double& channel : worth) channel = rng.uniform(0.1, 1);
    const double most = static_cast<double>(rng.integer(4, 40));
    const Selection selection =
        widths.select(worth, std::vector<bool>(14, true), {{0, hw::Resource::Dsp, most}}, Watch()).value();
    const auto counts = widths.counts_of(selection.selected);
    EXPECT_LE(static_cast<double>(counts[0] * counts[1]), most);
    one.assign(worth.begin(), worth.begin() + 8);
    two.assign(worth.begin() + 8, worth.end());
    std::sort(one.rbegin(), one.rend());
    std::sort(two.rbegin(), two.rend());
    double best = 0, first = 0;
    for (std::size_t i = 0; i < one.size(); ++i) {
      first += one[i];
      double second = 0;
      for (std::size_t k = 0; k < two.size(); ++k) {
        second += two[k];
        if (static_cast<double>((i + 1) * (k + 1)) <= most) best = std::max(best, first + second);
      }
    }
    const double got = value_of(b, worth, selection.groups);
    EXPECT_LE(got, best + 1e-9);
    sum += got;
    best_sum += best;
  }
  EXPECT_GT(sum, 0.9 * best_sum);
}

TEST(Widths, WhatIsPrunedDoesNotComeBack) {
  const Net b = net_of();
  Widths widths(b.graph, b.groups, stair_cells());
  std::vector<bool> is_left(14, true);
  for (const std::size_t g : {0U, 1U, 2U, 8U}) is_left[g] = false;
  const Selection selection =
      widths.select(std::vector<double>(14, 1), is_left, {{0, hw::Resource::Lut, 1000}}, Watch()).value();
  EXPECT_EQ(selection.groups, (std::vector<int>{3, 4, 5, 6, 7, 9, 10, 11, 12, 13}));
}

TEST(Widths, ManyChannelsAreTriedInSteps) {
  const Net b = net_of(64);
  Widths widths(b.graph, b.groups, stair_cells());
  EXPECT_EQ(widths.all(), (std::vector<std::int64_t>{8, 64}));
  const Selection selection = widths
                                  .select(std::vector<double>(72, 1), std::vector<bool>(72, true),
                                          {{0, hw::Resource::Dsp, 100}}, Watch())
                                  .value();
  EXPECT_EQ(widths.counts_of(selection.selected).back() % 4, 0);
}

}  // namespace
}  // namespace knap::app
