// plan.toml: what is printed is read back, what is edited is judged.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "core/text/toml.h"
#include "map/plan/plan.h"
#include "map/plan/testing.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

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

TEST(Plan, FifosLieBetweenALayerAndItsReaderAndHoldAnInferenceAtMost) {
  int edges = 0;
  for_stream_networks(20, "fifos of a file", [&](const net::IntGraph& graph, Rng&) {
    const std::vector<Layer> layers = layers_of(graph);
    const Layer &last = layers.back(), &first = layers.front();
    const std::string source = source_of(graph, layers, graph[last.node].inputs[0]);
    const std::int64_t elements = graph[graph[last.node].inputs[0]].shape.size();
    const auto answer = [&](const std::string& name, std::int64_t depth) {
      const auto read =
          parse_plan(fmt::format("[fifo.\"{}\"]\ndepth = {}\n", name, depth), "plan.toml", graph);
      return read.ok() ? std::string() : to_string(read.error());
    };
    EXPECT_EQ(answer(source + ">" + last.name, elements).find("fifo."), std::string::npos);
    EXPECT_NE(answer(source + ">" + last.name, elements + 1).find(fmt::format("1 to {}", elements)),
              std::string::npos);
    EXPECT_NE(answer(last.name + ">" + first.name, 1).find("joins no two layers"), std::string::npos);
    EXPECT_NE(answer("in>out", 1).find("joins no two layers"), std::string::npos);
    return ++edges > 0;
  });
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

TEST(Plan, ChoicesOfWhatALayerLacksAreRefused) {
  int refused = 0;
  for_plans([&](const net::IntGraph& graph, const Plan& plan) {
    const Value text = parse_toml(print(plan), "plan.toml").value();
    for (const Layer& layer : layers_of(graph)) {
      if (has_weights(graph, graph[layer.node].name)) continue;
      for (const auto& [key, value] : {std::pair{"multiplier", "dsp"}, {"weights", "block"}}) {
        Value edited = text;
        edited.find("layer")->find(layer.name)->set(key, Value(std::string(value)));
        const auto read = parse_plan(print_toml(edited), "plan.toml", graph);
        ASSERT_FALSE(read.ok()) << layer.name;
        EXPECT_NE(to_string(read.error())
                      .find(fmt::format("{} = {} is not possible: the layer has no weights; legal value: lut",
                                        key, value)),
                  std::string::npos)
            << to_string(read.error());
        ++refused;
      }
    }
  });
  EXPECT_GT(refused, 10);
}

}  // namespace
}  // namespace knap::map
