#include "net/random/random.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "net/eval/eval.h"
#include "net/ir/fields.h"
#include "net/ir/text.h"
#include "net/ir/verify.h"
#include "net/passes/to_integer.h"

namespace knap::net {
namespace {

RealTensor real_value(const IntTensor& codes, const Scale& scale) {
  RealTensor value(codes.shape);
  for (std::int64_t i = 0; i < codes.size(); ++i)
    value[i] = std::ldexp(static_cast<double>(codes[i]), -scale.at(i % codes.shape.channels())) /
               static_cast<double>(scale.divisor);
  return value;
}

/// Compares every integer node with the real node of its name, bit by bit.
void expect_equal_meaning(const Graph& graph, const IntegerConversion& conversion, Rng& rng) {
  const std::vector<IntTensor> samples = random_inputs(conversion.graph, rng);
  std::vector<RealTensor> real_samples;
  for (std::size_t i = 0; i < samples.size(); ++i)
    real_samples.push_back(real_value(samples[i], conversion.scales[conversion.graph.inputs()[i].index]));
  const Result<std::vector<IntTensor>> codes = evaluate_all(conversion.graph, samples);
  const Result<std::vector<RealTensor>> values = evaluate_all(graph, real_samples);
  ASSERT_TRUE(codes.ok()) << to_string(codes.error());
  ASSERT_TRUE(values.ok()) << to_string(values.error());
  WeightStore store;
  const std::vector<Interval> ranges = *intervals(conversion.graph);
  for (std::uint32_t i = 0; i < conversion.graph.size(); ++i) {
    const IntGraph::Node& node = conversion.graph.nodes()[i];
    for (const std::int64_t code : (*codes)[i].data) ASSERT_TRUE(ranges[i].contains(code)) << node.name;
    const std::optional<NodeId> real = graph.find(node.name);
    if (!real || std::holds_alternative<integer::MaxPool>(node.op) ||
        std::holds_alternative<integer::Reshape>(node.op))
      continue;
    ASSERT_EQ(real_value((*codes)[i], conversion.scales[i]).data, (*values)[real->index].data)
        << node.name << " of " << print(graph, store);
  }
  for (std::size_t i = 0; i < graph.outputs().size(); ++i) {
    const std::uint32_t at = conversion.graph.outputs()[i].node.index, real = graph.outputs()[i].node.index;
    ASSERT_EQ(real_value((*codes)[at], conversion.scales[at]).data, (*values)[real].data);
  }
}

TEST(RandomGraph, IntegersMeanWhatTheRealGraphMeans) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "random_graph");
    const Graph graph = random_graph(rng);
    const Result<IntegerConversion> conversion = convert_to_integer(graph);
    ASSERT_TRUE(conversion.ok()) << to_string(conversion.error());
    for (int sample = 0; sample < 3; ++sample) expect_equal_meaning(graph, *conversion, rng);
    if (HasFatalFailure()) return;
  }
}

TEST(RandomGraph, WideIntegersMeanWhatTheRealGraphMeans) {
  RandomOptions options;
  options.widths = RandomWidths::Wide;
  int widest = 0;
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "wide_graph");
    const Graph graph = random_graph(rng, options);
    for (const Graph::Node& node : graph.nodes())
      if (const auto* conv = std::get_if<Conv>(&node.op)) widest = std::max(widest, conv->format.width_bits);
    const Result<IntegerConversion> conversion = convert_to_integer(graph);
    ASSERT_TRUE(conversion.ok()) << to_string(conversion.error());
    expect_equal_meaning(graph, *conversion, rng);
    for (const IntGraph::Node& node : conversion->graph.nodes())
      if (const auto* steps = std::get_if<integer::Steps>(&node.op)) {
        for (const StepFunction& function : steps->function->channels())
          EXPECT_TRUE(function.thresholds.size() < 4096 || !steps->function->closed().empty())
              << node.name << " is a table of " << function.thresholds.size();
      }
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(widest, kWidestRandom);
}

TEST(RandomGraph, TextReadsBackEqual) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "text");
    const Graph graph = random_graph(rng);
    const IntGraph integer_graph = random_int_graph(rng);
    WeightStore store;
    const std::string text = print(graph, store), integer_text = print(integer_graph, store);
    const Result<WeightStore> read = WeightStore::from_bytes(store.to_bytes(), "weights");
    ASSERT_TRUE(read.ok());
    const Result<Graph> back = parse_graph(text, *read, "graph.txt");
    ASSERT_TRUE(back.ok()) << to_string(back.error());
    WeightStore again;
    EXPECT_EQ(print(*back, again), text);
    const Result<IntGraph> integer_back = parse_int_graph(integer_text, *read, "integer.txt");
    ASSERT_TRUE(integer_back.ok()) << to_string(integer_back.error());
    EXPECT_EQ(print(*integer_back, again), integer_text);
    EXPECT_EQ(again.to_bytes(), store.to_bytes());
    EXPECT_EQ(hash(*integer_back), hash(integer_graph));
  }
}

TEST(RandomGraph, EveryMutationOfATextIsRefusedOrReadsBack) {
  Rng rng(11, "mutations");
  for (int round = 0; round < 20; ++round) {
    WeightStore store;
    const std::string text = print(random_int_graph(rng), store);
    for (int mutation = 0; mutation < 100; ++mutation) {
      std::string mutant = text;
      mutant[rng.below(mutant.size())] = static_cast<char>(rng.integer(32, 126));
      const Result<IntGraph> back = parse_int_graph(mutant, store, "mutant");
      if (!back) continue;
      WeightStore again = store;
      const std::string printed = print(*back, again);
      const Result<IntGraph> twice = parse_int_graph(printed, again, "printed");
      ASSERT_TRUE(twice.ok()) << mutant << "\n" << to_string(twice.error());
    }
  }
}

TEST(RandomGraph, ReachesEveryOperatorOfBothGraphs) {
  std::set<std::string> words;
  std::set<int> ranks;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Rng rng(seed, "coverage");
    const Graph graph = random_graph(rng);
    for (const Graph::Node& node : graph.nodes()) {
      words.insert(fmt::format("real {}", kind_name(node.op)));
      ranks.insert(node.shape.rank());
    }
    const Result<IntGraph> integer_graph = to_integer(graph);
    ASSERT_TRUE(integer_graph.ok());
    for (const IntGraph::Node& node : integer_graph->nodes()) {
      words.insert(fmt::format("int {}", kind_name(node.op)));
      if (!node.inputs.empty()) words.insert(op_name(node.op, (*integer_graph)[node.inputs[0]].shape));
    }
  }
  // All but the real Reshape, which is Flatten's twin.
  EXPECT_EQ(std::count_if(words.begin(), words.end(),
                          [](const std::string& w) { return w.rfind("real ", 0) == 0; }),
            static_cast<int>(std::variant_size_v<RealOp>) - 1);
  EXPECT_EQ(
      std::count_if(words.begin(), words.end(), [](const std::string& w) { return w.rfind("int ", 0) == 0; }),
      static_cast<int>(std::variant_size_v<IntOp>));
  for (const char* kind : {"depthwise", "pointwise", "conv"}) EXPECT_EQ(words.count(kind), 1u) << kind;
  EXPECT_EQ(ranks, (std::set<int>{1, 2, 3}));
}

TEST(RandomGraph, TheSameSeedGivesTheSameGraph) {
  Rng a(3, "same"), b(3, "same");
  EXPECT_EQ(hash(random_graph(a)), hash(random_graph(b)));
}

}  // namespace
}  // namespace knap::net
