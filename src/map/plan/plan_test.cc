#include "map/plan/plan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "map/plan/fold.h"
#include "map/plan/stage_costs.h"
#include "map/plan/testing.h"
#include "net/ir/verify.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

TEST(Plan, AFasterClockCostsLatencyAndNoInterval) {
  int grown = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "clock");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    const auto plan_at = [&](double mhz) {
      PlanOptions options;
      options.interval_cycles = 400;
      options.clock_mhz = mhz;
      return make_plan(graph, options, [](const Structure&) { return hw::Resources{}; }, Watch(),
                       {hw::Family::Ecp5});
    };
    const Result<Plan> slow = plan_at(10), fast = plan_at(120);
    if (!slow.ok()) {
      EXPECT_FALSE(fast.ok());
      continue;
    }
    if (!fast.ok()) {
      EXPECT_NE(to_string(fast.error()).find("120 MHz cannot be reached"), std::string::npos)
          << to_string(fast.error());
      continue;
    }
    EXPECT_EQ(fast->predicted.interval_cycles, slow->predicted.interval_cycles);
    EXPECT_GE(fast->predicted.latency_cycles, slow->predicted.latency_cycles);
    if (fast->predicted.latency_cycles > slow->predicted.latency_cycles) ++grown;
  }
  EXPECT_GT(grown, 10);
}

TEST(Plan, WhatIsOnlyFoldedHasTheLanesOfAPlanThatNeedNotWait) {
  int equal = 0, all = 0;
  for_stream_networks(30, "fold only", [&](const net::IntGraph& graph, Rng&) {
    PlanOptions options;
    options.interval_cycles = 2000;
    const auto shares = [](const Structure&) { return hw::Resources{}; };
    const Result<Plan> plan = make_plan(graph, options, shares, Watch());
    if (!plan.ok()) return false;
    const Structure folded = fold_only(graph, options, shares, Watch()).value();
    const auto& layers = std::get<StreamPlan>(plan->regions.front().style).layers;
    for (const Stage& stage : folded.stages) {
      if (stage.layer.empty()) continue;
      const auto planned = layers.find(stage.layer);
      if (planned == layers.end()) continue;
      ++all;
      equal += stage.decision.multipliers() == planned->second.multipliers() ? 1 : 0;
      EXPECT_LE(stage.decision.multipliers(), planned->second.multipliers());
    }
    return true;
  });
  EXPECT_GT(all, 60);
  EXPECT_GT(equal, all * 3 / 4);
}

TEST(Plan, AClockThatCannotBeReachedNamesTheOneThatCan) {
  const net::IntGraph graph = some_graph();
  const auto message = [&](double mhz, const std::vector<hw::Family>& families) {
    PlanOptions options;
    options.interval_cycles = 1000000;
    options.clock_mhz = mhz;
    const auto plan = make_plan(
        graph, options, [](const Structure&) { return hw::Resources{}; }, Watch(), families);
    return plan.ok() ? "" : to_string(plan.error());
  };
  const std::string at_700 = message(700, {hw::Family::Ecp5}), at_2000 = message(2000, {hw::Family::Ecp5});
  EXPECT_EQ(at_700.find("plan.clock_mhz: 700 MHz cannot be reached: the fastest that this network reaches on "
                        "ecp5 is about "),
            0U)
      << at_700;
  EXPECT_EQ(at_700.substr(at_700.find("cannot")), at_2000.substr(at_2000.find("cannot")));
  const double reached = std::stod(at_700.substr(at_700.find("about ") + 6));
  EXPECT_EQ(message(reached, {hw::Family::Ecp5}), "");
  for (const hw::Family family : hw::kFamilies)
    EXPECT_NE(message(2000, {family}).find(" is about "), std::string::npos) << to_string(family);
  EXPECT_EQ(message(700, {}), "") << "no device, no limit";
  EXPECT_NE(message(2000, {}).find("1000 MHz"), std::string::npos);
  EXPECT_NE(message(0, {}).find("name one"), std::string::npos);
}

TEST(Plan, ClockZeroGivesWhatAnyNamedClockGivesLessTheStepOfTheLadder) {
  /// Three per cent for each multiplier and a per cent for each rank, so that ranks and lanes compete.
  const auto shares = [](const Structure& structure) {
    hw::Resources share;
    for (const Stage& stage : structure.stages)
      if (const auto* linear = std::get_if<LinearStage>(&stage.spec)) {
        share.lut += 0.03 * static_cast<double>(linear->spec.pe * linear->spec.simd);
        share.ff += 0.01 * static_cast<double>(linear->spec.ranks.product * linear->spec.pe);
        share.lut += share.ff;
      }
    return share;
  };
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "best");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    const auto rate_at = [&](double mhz) {
      PlanOptions options;
      options.max_share = 0.4;
      options.clock_mhz = mhz;
      const auto plan = make_plan(graph, options, shares, Watch(), {hw::Family::Ecp5});
      return plan.ok() ? plan->clock_mhz / static_cast<double>(plan->predicted.interval_cycles) : 0;
    };
    const double best = rate_at(0);
    for (const double mhz : {25, 50, 75, 100}) {
      EXPECT_GE(best, .9 * rate_at(mhz)) << mhz << " MHz";
      compared += rate_at(mhz) > 0;
    }
  }
  EXPECT_GT(compared, 10);
}

/// Other weights, as far as the requantiser's proof allows them: its domain holds every sum.
net::IntGraph trained_anew(const net::IntGraph& graph, std::uint64_t seed) {
  net::IntGraph other = graph;
  Rng rng(seed, "trained");
  const auto smaller = [&](const IntTensorPtr& values) {
    auto fresh = std::make_shared<IntTensor>(*values);
    for (auto& value : fresh->data) value = rng.flip(0.3) ? 0 : value / rng.integer(1, 4);
    return IntTensorPtr(fresh);
  };
  for (std::uint32_t i = 0; i < other.size(); ++i) {
    net::IntOp op = other[net::NodeId{i}].op;
    if (auto* dense = std::get_if<net::integer::MatVec>(&op)) {
      dense->weights = smaller(dense->weights);
    } else if (auto* conv = std::get_if<net::integer::Conv>(&op)) {
      conv->weights = smaller(conv->weights);
    }
    other.replace(net::NodeId{i}, std::move(op));
  }
  return other;
}

/// What is no shift (a table, a search, a multiplier) is made of its values.
bool shifts_only(const net::IntGraph& graph) {
  for (const auto& node : graph.nodes())
    if (const auto* steps = std::get_if<net::integer::Steps>(&node.op)) {
      if (steps->function->closed().empty()) return false;
      for (const ClosedForm& form : steps->function->closed())
        if (form.multiply != 1) return false;
    }
  return true;
}

TEST(Plan, IsTheSameForAllWeightsOfTheSameFormats) {
  int with_ranks = 0;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "formats");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    if (!shifts_only(graph)) continue;
    // Of a device that is about full: its tables and blocks decide.
    const auto text_of = [](const net::IntGraph& network, std::int64_t interval) {
      PlanOptions options;
      options.interval_cycles = interval;
      options.clock_mhz = 110;
      StageCosts costs({hw::Family::Ecp5});
      const auto shares = [&](const Structure& structure) {
        hw::Resources used = costs.of(structure).front();
        used.lut /= 3000;
        used.ff /= 6000;
        used.dsp /= 8;
        used.bram /= 4;
        used.pins = 0;
        return used;
      };
      const auto plan = make_plan(network, options, shares, Watch(), {hw::Family::Ecp5});
      return plan.ok() ? print(*plan) : to_string(plan.error());
    };
    const std::int64_t interval = seed % 2 == 0 ? 400 : 0;
    const std::string text = text_of(graph, interval);
    EXPECT_EQ(text_of(trained_anew(graph, seed), interval), text);
    for (const char* key : {"\nmemory = 1", "\nproduct = 1", "\nrequantise = 1"})
      with_ranks += text.find(key) != std::string::npos;
  }
  EXPECT_GT(with_ranks, 0);
}

/// A window as high as its input waits for all rows before its first step: the layer alone takes 36 cycles, a
/// position for each that arrives, and waits as many for them.
TEST(Plan, FoldsFurtherThanTheSlowestLayerWhereThatSavesWaiting) {
  namespace op = net::integer;
  Rng rng(1, "waiting");
  const auto random = [&](Shape shape) {
    auto tensor = std::make_shared<IntTensor>(std::move(shape));
    for (auto& w : tensor->data) w = rng.integer(-7, 7) | 1;
    return tensor;
  };
  net::IntGraph graph;
  const net::NodeId x = graph.add("x", op::Input{{6, 6, 1}, {true, 6, 0}}, {});
  graph.add_output("y", graph.add("conv",
                                  op::Conv{random({2, 6, 6, 1}), std::make_shared<IntTensor>(Shape{2}),
                                           net::Window{{{6, 1, 0, 0, 1}, {6, 1, 0, 0, 1}}}, 1, 0, 4},
                                  {x}));
  ASSERT_TRUE(net::verify(graph).ok()) << to_string(net::verify(graph).error());
  const auto interval_of = [&](std::int64_t asked) {
    PlanOptions options;
    options.interval_cycles = asked;
    const auto plan = make_plan(
        graph, options, [](const Structure&) { return hw::Resources{}; }, Watch());
    return plan.ok() ? plan->predicted.interval_cycles : -1;
  };
  EXPECT_LE(interval_of(0), 44);
  EXPECT_LE(interval_of(44), 44);
  EXPECT_GT(interval_of(44), 0);
  EXPECT_EQ(interval_of(20), -1) << "36 inputs cannot come in 20 cycles";
}

TEST(Plan, SaysWhatFitsWhenTheBudgetIsTooSmall) {
  const net::IntGraph graph = some_graph();
  PlanOptions options;
  options.interval_cycles = 1000000;
  const auto refused = make_plan(
      graph, options,
      [](const Structure&) {
        hw::Resources shares;
        shares.lut = 3;
        return shares;
      },
      Watch());
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(diag::kImpossible));
}

/// One per cent of a device's LUTs for every multiplier.
hw::Resources percent_per_multiplier(const Structure& structure) {
  hw::Resources shares;
  for (const Stage& stage : structure.stages)
    if (const auto* linear = std::get_if<LinearStage>(&stage.spec))
      shares.lut += 0.01 * static_cast<double>(linear->spec.pe * linear->spec.simd);
  return shares;
}

TEST(Plan, AnIntervalThatIsAskedForIsKeptOrRefused) {
  int kept = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Rng rng(seed, "asked");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    PlanOptions options;
    options.interval_cycles = make_outline(graph)->min_interval() + rng.integer(0, 8);
    const auto plan = make_plan(
        graph, options, [](const Structure&) { return hw::Resources{}; }, Watch());
    ++(plan.ok() ? kept : refused);
    if (plan.ok()) {
      EXPECT_LE(plan->predicted.interval_cycles, options.interval_cycles) << seed;
    } else {
      EXPECT_NE(to_string(plan.error()).find("cycles cannot be had"), std::string::npos)
          << to_string(plan.error());
    }
  }
  EXPECT_GT(kept, 5);
  EXPECT_GT(refused, 0);
}

TEST(Plan, AReuseFactorHoldsInEveryLayerAndSaysWhichFits) {
  int checked = 0, named = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "reuse");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    PlanOptions options;
    options.reuse_factor = rng.integer(1, 12);
    options.multiplier = MultiplierChoice::Lut;
    options.max_share = seed % 2 == 0 ? 1 : 0.06;
    const auto plan = make_plan(graph, options, percent_per_multiplier, Watch());
    const std::string factors = plan.ok() ? "" : to_string(plan.error());
    if (!plan.ok()) {
      ASSERT_NE(factors.find("more than max_share"), std::string::npos) << factors;
      if (factors.find("no larger one fits") != std::string::npos) {
        options.reuse_factor = PlanOptions::kMostReuse;
        EXPECT_FALSE(make_plan(graph, options, percent_per_multiplier, Watch()).ok()) << factors;
        continue;
      }
      const std::size_t end = factors.find(" fits");
      ASSERT_NE(end, std::string::npos) << factors;
      options.reuse_factor = std::stoll(factors.substr(factors.rfind(' ', end - 1) + 1));
      EXPECT_TRUE(make_plan(graph, options, percent_per_multiplier, Watch()).ok()) << factors;
      ++named;
      continue;
    }
    const Outline outline = make_outline(graph).value();
    for (const Outline::Row& row : outline.layers) {
      if (!has_weights(graph, graph[row.layer.node].name)) continue;
      const auto& layers = std::get<StreamPlan>(plan->regions.front().style).layers;
      const auto found = layers.find(row.layer.name);
      const Decision got = found == layers.end() ? Decision{} : found->second;
      const std::int64_t most = legal_folding(graph, row.layer).most_parallel().multipliers();
      EXPECT_GE(got.multipliers() * options.reuse_factor, most) << row.layer.name;
      for (const Outline::Choice& choice : row.choices)  // none with fewer would do
        if (choice.decision.multipliers() < got.multipliers()) {
          EXPECT_LT(choice.decision.multipliers() * options.reuse_factor, most);
        }
      ++checked;
    }
  }
  EXPECT_GT(checked, 10);
  EXPECT_GT(named, 0);
}

TEST(Plan, AReuseFactorBesideAnIntervalIsRefused) {
  PlanOptions options;
  options.reuse_factor = 2;
  options.interval_cycles = 1000;
  const auto refused = make_plan(
      some_graph(), options, [](const Structure&) { return hw::Resources{}; }, Watch());
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(to_string(refused.error()).find("plan.reuse_factor"), std::string::npos);
}

TEST(Plan, TheFastestIntervalThatFitsIsFoundAndNamed) {
  int refused = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Rng rng(seed, "fastest");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    PlanOptions options;
    options.multiplier = MultiplierChoice::Lut;
    options.max_share = 0.08;
    const auto fastest = make_plan(graph, options, percent_per_multiplier, Watch());
    if (!fastest.ok()) continue;
    const Structure structure = make_structure(graph, fastest->regions).value();
    EXPECT_LE(percent_per_multiplier(structure).lut, options.max_share) << seed;
    options.interval_cycles = fastest->predicted.interval_cycles * 4 / 5;
    if (options.interval_cycles < make_outline(graph)->min_interval()) continue;
    const auto faster = make_plan(graph, options, percent_per_multiplier, Watch());
    ASSERT_FALSE(faster.ok()) << seed << ": the search has missed " << options.interval_cycles << " cycles";
    if (to_string(faster.error()).find("more than max_share") == std::string::npos) continue;
    EXPECT_NE(
        to_string(faster.error()).find(fmt::format("; {} cycles fit", fastest->predicted.interval_cycles)),
        std::string::npos)
        << to_string(faster.error());
    ++refused;
  }
  EXPECT_GT(refused, 5);
}

}  // namespace
}  // namespace knap::map
