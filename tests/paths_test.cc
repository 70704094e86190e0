// A network whose nodes are named by paths, from text to simulated hardware: no map that is keyed by a node
// needs a second case for them.
#include <gtest/gtest.h>

#include <set>

#include "core/base/rng.h"
#include "hw/sim/simulator.h"
#include "hw/sv/emit.h"
#include "map/lower/lower.h"
#include "map/plan/plan.h"
#include "net/eval/eval.h"
#include "net/ir/text.h"
#include "net/passes/to_integer.h"
#include "net/random/random.h"

namespace knap {
namespace {

using Beats = std::vector<std::vector<std::int64_t>>;  ///< per tap, all elements in their order

/// What every tap carries while one inference goes through the design.
Beats simulate(const map::Lowered& lowered, const map::Structure& structure, const IntTensor& samples) {
  hw::Simulator simulator(lowered.design, 7);
  Beats seen(lowered.taps.size());
  simulator.set(simulator.port("in_valid"), 0);
  simulator.set(simulator.port("out_ready"), 1);
  simulator.set_reset(true);
  simulator.step();
  simulator.set_reset(false);
  std::size_t taken = 0;
  std::int64_t given = 0;
  for (int now = 0; now < 100000 && given < structure.output_type.beats(); ++now) {
    const bool offers = taken < samples.data.size();
    simulator.set(simulator.port("in_valid"), offers);
    if (offers) simulator.set(simulator.port("in_data"), samples.data[taken]);
    simulator.settle();
    for (std::size_t t = 0; t < seen.size(); ++t) {
      const std::string path = lowered.taps[t].instance + ".out_";
      if (simulator.get(simulator.probe(path + "valid")) == 0) continue;
      if (simulator.get(simulator.probe(path + "ready")) == 0) continue;
      for (const std::int64_t lane : simulator.get_lanes(simulator.probe(path + "data")))
        seen[t].push_back(lane);
    }
    given += simulator.get(simulator.port("out_valid"));
    taken += offers && simulator.get(simulator.port("in_ready")) != 0;
    simulator.step();
  }
  return seen;
}

net::IntGraph through_text(const net::Graph& graph) {
  net::WeightStore weights;
  const net::Graph read = net::parse_graph(net::print(graph, weights), weights, "graph.txt").value();
  const net::IntGraph integer = net::to_integer(read).value();
  net::WeightStore codes;
  const std::string text = net::print(integer, codes);
  codes = net::WeightStore::from_bytes(codes.to_bytes(), "weights").value();
  return net::parse_int_graph(text, codes, "integer.txt").value();
}

map::Plan through_toml(const net::IntGraph& graph) {
  const map::Plan plan = map::make_plan(
                             graph, {}, [](const map::Structure&) { return hw::Resources{}; }, Watch())
                             .value();
  return map::parse_plan(map::print(plan), "plan.toml", graph).value();
}

TEST(PathsProperty, FromTextToSimulatedHardware) {
  net::RandomOptions options;
  options.names = net::RandomNames::Paths;
  int layers_in_blocks = 0;
  for (std::uint64_t seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "named by paths");
    const net::Graph real = net::random_graph(rng, options);
    if (real.inputs().size() != 1 || real.outputs().size() != 1) continue;
    const net::IntGraph graph = through_text(real);
    const map::Structure structure = map::make_structure(graph, through_toml(graph).regions).value();
    const map::Lowered lowered = map::lower(structure, graph, "paths", 10);
    const std::vector<IntTensor> samples = net::random_inputs(graph, rng);
    const std::vector<IntTensor> values = net::evaluate_all(graph, samples).value();
    const Beats seen = simulate(lowered, structure, samples[0]);
    for (std::size_t t = 0; t < lowered.taps.size(); ++t) {
      const map::Tap& tap = lowered.taps[t];
      EXPECT_EQ(seen[t], values[graph.find(tap.node)->index].data) << tap.layer << " as " << tap.instance;
      EXPECT_EQ(tap.instance.find('/'), std::string::npos);
      layers_in_blocks += tap.layer.find('/') != std::string::npos;
    }
    const hw::Emitted emitted = hw::emit(lowered.design);
    for (const auto& [file, text] : emitted.files) EXPECT_EQ(file.find('/'), std::string::npos) << file;
    for (const hw::ConstantSpot& spot : emitted.constants) EXPECT_TRUE(graph.find(spot.layer)) << spot.layer;
  }
  EXPECT_GT(layers_in_blocks, 20);
}

TEST(PathsProperty, TwoPathsThatBecomeOneIdentifierStayApart) {
  net::IntGraph graph;
  const net::NodeId in = graph.add("samples", net::integer::Input{Shape{4, 2}, Fixed{true, 4, 0}});
  const net::NodeId first = graph.add("block/sum", net::integer::Add{1, 0}, {in, in});
  const net::NodeId second = graph.add("block_sum", net::integer::Add{}, {first, first});
  graph.add_output("out", graph.add("block.sum", net::integer::GlobalSumPool{}, {second}));
  const map::Lowered lowered =
      map::lower(map::make_structure(graph, map::StreamPlan{}).value(), graph, "net", 10);
  std::set<std::string> instances;
  for (const map::Tap& tap : lowered.taps) instances.insert(tap.instance);
  EXPECT_EQ(instances, (std::set<std::string>{"block_sum", "block_sum_1", "block_sum_2"}));
}

}  // namespace
}  // namespace knap
