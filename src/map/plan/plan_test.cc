#include "map/plan/plan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "core/text/toml.h"
#include "map/plan/fold.h"
#include "map/plan/stage_costs.h"
#include "net/ir/verify.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

/// The first random network of one input and one output, which the stream style takes.
net::IntGraph some_graph() {
  for (std::uint64_t seed = 5;; ++seed) {
    Rng rng(seed, "plan");
    net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() == 1 && graph.outputs().size() == 1) return graph;
  }
}

Plan any_plan(const net::IntGraph& graph) {
  return make_plan(
             graph, {}, [](const Structure&) { return hw::Resources{}; }, Watch())
      .value();
}

TEST(Plan, ReadsBackWhatItPrints) {
  const net::IntGraph graph = some_graph();
  const Plan plan = any_plan(graph);
  const Plan again = parse_plan(print(plan), "plan.toml", graph).value();
  EXPECT_EQ(again.regions, plan.regions);
  EXPECT_EQ(print(again), print(plan));
}

TEST(Plan, LayersThatArePathsReadBack) {
  int paths = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "paths");
    net::RandomOptions names;
    names.names = net::RandomNames::Paths;
    const net::IntGraph graph = net::random_int_graph(rng, names);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    const Plan plan = any_plan(graph);
    const std::string text = print(plan);
    const Result<Plan> again = parse_plan(text, "plan.toml", graph);
    ASSERT_TRUE(again.ok()) << to_string(again.error()) << text;
    EXPECT_EQ(again->regions, plan.regions) << text;
    paths +=
        text.find("[layer.\"block") != std::string::npos && text.find("[fifo.\"block") != std::string::npos;
  }
  EXPECT_GT(paths, 0) << "no layer in a block needed a FIFO: the test proved nothing";
}

TEST(Plan, OfAnotherNetworkIsRefusedAndWithoutAKeyIsTaken) {
  const net::IntGraph graph = some_graph();
  Plan plan = any_plan(graph);
  const std::string own = plan.model;
  plan.model = "0123456789abcdef";
  const auto refused = parse_plan(print(plan), "plan.toml", graph);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(diag::kImpossible));
  const std::string message = to_string(refused.error());
  for (const std::string& part : {std::string("plan.toml:1:"), std::string("01234567,"), own.substr(0, 8),
                                  std::string("'knap plan'"), std::string("delete this key")})
    EXPECT_NE(message.find(part), std::string::npos) << message;
  plan.model.clear();
  const auto taken = parse_plan(print(plan), "plan.toml", graph);
  ASSERT_TRUE(taken.ok()) << to_string(taken.error());
  EXPECT_EQ(taken->model, own);
}

TEST(Plan, ErrorsStandAtTheirLines) {
  const net::IntGraph graph = some_graph();
  const auto first_line = [&](const char* text) {
    const auto result = parse_plan(text, "plan.toml", graph);
    return result.ok() ? "accepted" : to_string(result.error());
  };
  EXPECT_EQ(first_line("style = \"stream\"\n"), "accepted");
  EXPECT_EQ(first_line("\nstyle = \"engine\"\n").find("plan.toml:2:1"), 0u);
  EXPECT_EQ(first_line("[layer.no_such]\npe = 1\n").find("plan.toml:1:"), 0u);
  EXPECT_EQ(first_line("\n[fifo.\"a>b\"]\ndepth = 1\n").find("plan.toml:2:"), 0u);
  const std::string device = first_line("[device.no_such]\ngeneric_leaves = true\n");
  EXPECT_EQ(device.find("plan.toml:1:"), 0u) << device;
}

TEST(Plan, RefusesLayersAndFoldingsThatDoNotExist) {
  const net::IntGraph graph = some_graph();
  Plan plan = any_plan(graph);
  Plan stranger = plan;
  std::get<StreamPlan>(stranger.regions.front().style).layers["no_such_layer"] = {};
  const auto unknown = parse_plan(print(stranger), "plan.toml", graph);
  ASSERT_FALSE(unknown.ok());
  EXPECT_TRUE(unknown.error().is(diag::kUnknownName));
  std::get<StreamPlan>(plan.regions.front().style).layers.begin()->second.pe = 7919;
  const auto illegal = parse_plan(print(plan), "plan.toml", graph);
  ASSERT_FALSE(illegal.ok());
  EXPECT_TRUE(illegal.error().is(diag::kImpossible));
  EXPECT_NE(illegal.error().first().message.find("legal values"), std::string::npos);
  EXPECT_EQ(illegal.error().first().where.find("plan.toml:"), 0u) << illegal.error().first().where;
}

/// Plans of several networks.
template <class F>
void for_plans(F&& f) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "plan");
    const net::IntGraph graph = net::random_int_graph(rng);
    if (graph.inputs().size() == 1 && graph.outputs().size() == 1) f(graph, any_plan(graph));
  }
}

TEST(Plan, WindowRowsAndRanksThatALayerHasNoPlaceForAreRefusedAtTheirLine) {
  for (const std::string key : {"window_rows", "memory", "operand", "product", "rows", "requantise"}) {
    int refused = 0;
    for_plans([&](const net::IntGraph& graph, const Plan& known) {
      std::istringstream text(print(known));
      std::vector<std::string> lines;
      for (std::string line; std::getline(text, line);) lines.push_back(line);
      std::string table;
      for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].starts_with("[")) table = lines[i];
        if (!lines[i].starts_with(key + " = ") || table.starts_with("[fifo")) continue;
        for (const char* value : {"7919", "-1"}) {
          std::vector<std::string> edited = lines;
          edited[i] = key + " = " + value;
          const auto plan = parse_plan(fmt::format("{}", fmt::join(edited, "\n")), "plan.toml", graph);
          ASSERT_FALSE(plan.ok()) << table << key;
          const std::string message = to_string(plan.error());
          EXPECT_EQ(message.find(fmt::format("plan.toml:{}:1: ", i + 1)), 0U) << message;
          EXPECT_NE(message.find(key + " = " + value), std::string::npos) << message;
          EXPECT_NE(message.find("legal value"), std::string::npos) << message;
          ++refused;
        }
      }
    });
    EXPECT_GT(refused, 4) << key;
  }
}

TEST(Plan, TapsAndPairsStandWhereALayerHasAChoiceAndAnIllegalValueIsRefused) {
  int choices = 0, none = 0;
  for_plans([&](const net::IntGraph& graph, const Plan& plan) {
    const Value text = parse_toml(print(plan), "plan.toml").value();
    for (const auto& [layer, most] : plan.most)
      for (const auto& [key, greatest] :
           {std::pair{"taps", most.taps}, {"products_per_dsp", most.products_per_dsp}}) {
        SCOPED_TRACE(fmt::format("{} {}", layer, key));
        const auto read = [&, name = layer, key = key](std::int64_t value) {
          Value edited = text;
          edited.find("layer")->find(name)->set(key, Value(value));
          return parse_plan(print_toml(edited), "plan.toml", graph);
        };
        EXPECT_EQ(text.find("layer")->find(layer)->find(key) != nullptr, greatest > 1);
        EXPECT_TRUE(read(greatest).ok());
        const auto refused = read(greatest + 1);
        ASSERT_FALSE(refused.ok());
        EXPECT_NE(to_string(refused.error()).find(fmt::format("{} = {} is not possible", key, greatest + 1)),
                  std::string::npos);
        ++(greatest > 1 ? choices : none);
      }
  });
  EXPECT_GT(choices, 4);
  EXPECT_GT(none, 20);
}

TEST(Plan, RankKeysStandWhereALayerHasAPlaceAndElsewhereOnlyZeroIsRead) {
  int places = 0, none = 0;
  for_plans([&](const net::IntGraph& graph, const Plan& plan) {
    const Value text = parse_toml(print(plan), "plan.toml").value();
    for (const auto& [layer, all] : plan.most)
      for (const auto& [key, most] : named(all.ranks)) {
        SCOPED_TRACE(fmt::format("{} {}", layer, key));
        const auto read = [&, name = layer, key = key](std::int64_t value) {
          Value edited = text;
          Value& decision = *edited.find("layer")->find(name);
          if (decision.find("ranks") == nullptr) decision.set("ranks", Value{ValueTable{}});
          decision.find("ranks")->set(key, Value(value));
          return parse_plan(print_toml(edited), "plan.toml", graph);
        };
        const Value* ranks = text.find("layer")->find(layer)->find("ranks");
        const bool is_there = ranks != nullptr && ranks->find(key) != nullptr;
        EXPECT_EQ(is_there, most > 0);
        EXPECT_TRUE(read(most).ok());
        const auto refused = read(most + 1);
        ASSERT_FALSE(refused.ok());
        EXPECT_NE(to_string(refused.error()).find("legal values: 0"), std::string::npos);
        ++(is_there ? places : none);
      }
  });
  EXPECT_GT(places, 20);
  EXPECT_GT(none, 20);
}

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
