#include "map/plan/ranks.h"

#include <gtest/gtest.h>

#include "hw/cost/delay.h"
#include "map/lower/lower.h"
#include "map/plan/fold.h"
#include "map/plan/testing.h"
#include "map/spec/declared.h"
#include "net/ir/prune.h"
#include "net/ir/verify.h"

namespace knap::map {
namespace {

constexpr hw::Family kRankedFamily = hw::Family::Ecp5;

/// The slowest path of every layer, as the formats allow it.
std::map<std::string, double> layer_paths(const net::IntGraph& graph, const StreamPlan& decisions) {
  std::map<std::string, double> found;
  const Structure structure = with_declared_values(make_structure(graph, decisions).value());
  for (const Stage& stage : structure.stages)
    if (!stage.layer.empty()) found[stage.layer] = hw::stage_ns(lower_stage(stage, "layer"), kRankedFamily);
  return found;
}

std::int64_t count_ranks(const hw::Ranks& ranks) {
  std::int64_t sum = 0;
  for (const auto& [name, rank] : named(ranks)) sum += rank;
  return sum;
}

std::int64_t count_ranks(const StreamPlan& decisions) {
  std::int64_t sum = 0;
  for (const auto& [name, decision] : decisions.layers) sum += count_ranks(decision.ranks);
  return sum;
}

/// Folded networks that the stream style takes.
template <class F>
void for_folded_networks(int count, F&& f) {
  for_stream_networks(count, "ranks", [&](const net::IntGraph& graph, Rng&) {
    FoldOptions options;
    options.interval_cycles = 200;
    const Result<StreamPlan> folded = fold(graph, make_outline(graph).value(), options);
    if (folded.ok()) f(graph, *folded);
    return folded.ok();
  });
}

StreamPlan with_ranks(const net::IntGraph& graph, const StreamPlan& folded, double period_ns) {
  LayerDelays delays({kRankedFamily});
  return choose_ranks(graph, folded, period_ns, delays, RowRanks::Allowed, Watch()).value();
}

TEST(Ranks, ASlowClockAndNoFamilyAskForNone) {
  for_folded_networks(4, [](const net::IntGraph& graph, const StreamPlan& folded) {
    EXPECT_EQ(count_ranks(with_ranks(graph, folded, 100)), 0);
    LayerDelays none({});
    EXPECT_FALSE(none.are_known());
    EXPECT_EQ(count_ranks(choose_ranks(graph, folded, 1, none, RowRanks::Allowed, Watch()).value()), 0);
  });
}

TEST(Ranks, ReachThePeriodWhereItCanBeReachedAndNoneOfThemCanBeLeftOut) {
  constexpr double kPeriod = 7, kAsked = kPeriod * .95;  // choose_ranks keeps a margin
  std::int64_t ranks = 0;
  for_folded_networks(8, [&](const net::IntGraph& graph, const StreamPlan& folded) {
    const StreamPlan decisions = with_ranks(graph, folded, kPeriod);
    StreamPlan all = folded;
    const Structure structure = make_structure(graph, folded).value();
    for (const Stage& stage : structure.stages)
      if (!stage.layer.empty()) all.layers[stage.layer].ranks = most_ranks(stage.spec);
    const std::map<std::string, double> with = layer_paths(graph, decisions);
    std::map<std::string, double> fastest = layer_paths(graph, all);
    for (auto& [layer, decision] : all.layers) decision.ranks.output = 0;
    for (const auto& [layer, ns] : layer_paths(graph, all)) fastest[layer] = std::min(fastest[layer], ns);
    for (const auto& [layer, ns] : with) EXPECT_LE(ns, std::max(kAsked, fastest.at(layer) * 1.01)) << layer;
    for (const auto& [layer, decision] : decisions.layers)
      for (auto rank : {&hw::Ranks::memory, &hw::Ranks::operand, &hw::Ranks::product, &hw::Ranks::sum,
                        &hw::Ranks::requantise, &hw::Ranks::rows, &hw::Ranks::compare, &hw::Ranks::output}) {
        if (decision.ranks.*rank == 0) continue;
        StreamPlan less = decisions;
        --(less.layers[layer].ranks.*rank);
        EXPECT_GT(layer_paths(graph, less).at(layer), std::max(kAsked, fastest.at(layer))) << layer;
      }
    ranks += count_ranks(decisions);
  });
  EXPECT_GT(ranks, 0) << "some layer needs one";
}

TEST(Ranks, TheFastestClockIsThatOfTheSlowestStageAndNoClockAskedForChangesIt) {
  for_folded_networks(4, [](const net::IntGraph& graph, const StreamPlan& folded) {
    LayerDelays delays({kRankedFamily});
    const FastestClock fastest = fastest_clock(graph, folded, delays, Watch()).value().value();
    const StreamPlan with =
        choose_ranks(graph, folded, 1000 / fastest.mhz, delays, RowRanks::Allowed, Watch()).value();
    for (const auto& [layer, ns] : layer_paths(graph, with))
      EXPECT_LE(ns, 1000 / fastest.mhz * 1.01) << layer;
    const FastestClock again = fastest_clock(graph, with, delays, Watch()).value().value();
    EXPECT_EQ(again.mhz, fastest.mhz);
    EXPECT_EQ(again.stage, fastest.stage);
  });
}

TEST(Ranks, OfADenseNetworkFitItsPrunedForm) {
  int refused = 0;
  for_stream_networks(20, "fitting", [&](const net::IntGraph& graph, Rng&) {
    StreamPlan all;
    for (const Layer& layer : layers_of(graph))
      all.layers[layer.name] = legal_folding(graph, layer).most_parallel();
    const Structure structure = make_structure(graph, all).value();
    for (const Stage& stage : structure.stages)
      if (!stage.layer.empty()) all.layers[stage.layer].ranks = most_ranks(stage.spec);
    const Regions regions = stream_regions(graph, all);
    EXPECT_EQ(with_fitting_ranks(graph, regions).value(), regions);
    net::Masks masks;  // one weight of each layer stays
    for (const map::Layer& layer : layers_of(graph)) {
      if (!has_weights(graph, graph[layer.node].name)) continue;
      const net::IntOp& any = graph[layer.node].op;
      const auto* dense = std::get_if<net::integer::MatVec>(&any);
      auto mask = std::make_shared<IntTensor>(
          (dense != nullptr ? dense->weights : std::get<net::integer::Conv>(any).weights)->shape);
      mask->data.front() = 1;
      masks[graph[layer.node].name] = std::move(mask);
    }
    const net::IntGraph pruned = net::prune(graph, masks);
    if (!net::verify(pruned).ok()) return false;  // a sum that leaves the domain of the steps behind it
    refused += !make_structure(pruned, regions).ok();
    const Result<Regions> fitting = with_fitting_ranks(pruned, regions);
    EXPECT_TRUE(fitting.ok() && make_structure(pruned, *fitting).ok());
    return true;
  });
  EXPECT_GT(refused, 0) << "pruning took no rank's place: the test proved nothing";
}

TEST(Ranks, CreditsAreTakenWhereAChainOfEnablesDoesNotReachTheClock) {
  constexpr double kPeriod = 1.72, kAsked = kPeriod * .95;  // 580 MHz
  int credits = 0, chains = 0;
  for_folded_networks(8, [&](const net::IntGraph& graph, const StreamPlan& folded) {
    LayerDelays delays({hw::Family::Xcup});
    const StreamPlan plan = choose_ranks(graph, folded, kPeriod, delays, RowRanks::Allowed, Watch()).value();
    for (const Stage& stage : with_declared_values(make_structure(graph, plan).value()).stages) {
      if (most_ranks(stage.spec).output == 0) continue;
      hw::Ranks chained = most_ranks(stage.spec);
      chained.output = 0;
      const bool is_chain_enough = delays.ns(stage, chained) <= kAsked;
      if (stage.decision.ranks.output > 0) {
        EXPECT_FALSE(is_chain_enough) << stage.name;
        ++credits;
      } else {
        chains += is_chain_enough;
      }
    }
  });
  EXPECT_GT(credits, 0);
  EXPECT_GT(chains, 0);
}

}  // namespace
}  // namespace knap::map
