// Every row of the table of passes keeps its promises on random graphs: rung 2 of the ladder.
#include <gtest/gtest.h>

#include <cmath>

#include "net/eval/eval.h"
#include "net/ir/verify.h"
#include "net/passes/table.h"
#include "net/passes/to_integer.h"
#include "net/random/random.h"

namespace knap::net {
namespace {

constexpr std::uint64_t kGraphs = 150;

/// Nodes that no output depends on, so that passes meet them: to_integer leaves none.
IntGraph with_loose_ends(IntGraph graph, Rng& rng) {
  for (int i = 0; i < 3; ++i) {
    const NodeId from{static_cast<std::uint32_t>(rng.below(graph.size()))};
    const NodeId sum = graph.add("loose/sum" + std::to_string(i), integer::Add{1, 0}, {from, from});
    if (rng.flip(0.5)) graph.add("loose/twice" + std::to_string(i), integer::Add{}, {sum, sum});
  }
  return graph;
}

std::vector<RealTensor> random_reals(const Graph& graph, Rng& rng) {
  std::vector<RealTensor> inputs;
  for (const NodeId id : graph.inputs()) {
    const Fixed format = std::get<Input>(graph[id].op).format;
    RealTensor tensor(graph[id].shape);
    for (double& value : tensor.data)
      value = std::ldexp(static_cast<double>(rng.integer(format.codes().low, format.codes().high)),
                         -format.fraction_bits);
    inputs.push_back(std::move(tensor));
  }
  return inputs;
}

/// The outputs of `before` and `after` on the same random inputs.
void expect_equal_outputs(const IntGraph& before, const IntGraph& after, Rng& rng) {
  for (int sample = 0; sample < 3; ++sample) {
    const std::vector<IntTensor> inputs = random_inputs(before, rng);
    ASSERT_EQ(evaluate(before, inputs).value(), evaluate(after, inputs).value());
  }
}
void expect_equal_outputs(const Graph& before, const Graph& after, Rng& rng) {
  for (int sample = 0; sample < 3; ++sample) {
    const std::vector<RealTensor> inputs = random_reals(before, rng);
    const std::vector<RealTensor> was = evaluate_all(before, inputs).value(),
                                  is = evaluate_all(after, inputs).value();
    for (std::size_t i = 0; i < before.outputs().size(); ++i)
      ASSERT_EQ(was[before.outputs()[i].node.index], is[after.outputs()[i].node.index]);
  }
}

/// Runs one row on one graph; whether it changed anything.
template <class G>
bool keeps_its_promises(const PassOf<G>& pass, const G& graph, Rng& rng) {
  const Result<G> changed = run_passes(std::span(&pass, 1), graph);
  EXPECT_TRUE(changed.ok()) << pass.name;
  if (!changed) return false;
  if (pass.exactness == Exactness::Exact) expect_equal_outputs(graph, *changed, rng);
  if (pass.is_idempotent) {
    EXPECT_EQ(run_passes(std::span(&pass, 1), *changed).value(), *changed) << pass.name;
  }
  return *changed != graph;
}

TEST(PassesProperty, EveryRealPassKeepsItsPromises) {
  for (const RealPass& pass : real_passes()) {
    int changes = 0;
    for (std::uint64_t seed = 0; seed < kGraphs; ++seed) {
      SCOPED_TRACE(seed);
      Rng rng(seed, "real passes");
      const Graph graph = random_graph(rng);
      changes += keeps_its_promises(pass, graph, rng);
      EXPECT_TRUE(to_integer(pass.run(graph).value()).ok()) << pass.name;
    }
    EXPECT_GT(changes, 5) << pass.name << " met nothing to do";
  }
}

TEST(PassesProperty, EveryIntegerPassKeepsItsPromises) {
  for (const IntPass& pass : int_passes()) {
    int changes = 0;
    for (std::uint64_t seed = 0; seed < kGraphs; ++seed) {
      SCOPED_TRACE(seed);
      Rng rng(seed, "integer passes");
      const IntGraph graph = with_loose_ends(random_int_graph(rng), rng);
      changes += keeps_its_promises(pass, graph, rng);
    }
    EXPECT_GT(changes, 5) << pass.name << " met nothing to do";
  }
}

TEST(PassesProperty, EveryPassOfPrunedNetworksKeepsItsPromises) {
  for (const IntPass& pass : pruned_passes()) {
    int changes = 0;
    for (std::uint64_t seed = 0; seed < kGraphs; ++seed) {
      SCOPED_TRACE(seed);
      Rng rng(seed, "pruned passes");
      const IntGraph graph = with_random_masks(random_int_graph(rng), rng);
      changes += keeps_its_promises(pass, graph, rng);
    }
    EXPECT_GT(changes, 30) << pass.name << " met nothing to do";
  }
}

TEST(PassesProperty, ToIntegerEndsWithThem) {
  Rng rng(3, "unread");
  Graph graph = random_graph(rng);
  const NodeId input = graph.inputs()[0];
  graph.add("loose", Quantize{Fixed{true, 4, 0}}, {input});
  const IntGraph integer = to_integer(graph).value();
  EXPECT_FALSE(integer.find("loose"));
  EXPECT_EQ(run_passes(int_passes(), integer).value(), integer);
}

}  // namespace
}  // namespace knap::net
