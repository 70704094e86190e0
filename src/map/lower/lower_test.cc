#include "map/lower/lower.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>

#include "core/base/rng.h"
#include "hw/ir/verify.h"
#include "hw/sim/simulator.h"
#include "hw/sv/emit.h"
#include "map/spec/pack.h"
#include "net/eval/eval.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

/// Any legal folding of every layer.
StreamPlan random_decisions(const net::IntGraph& graph, Rng& rng) {
  StreamPlan decisions;
  for (const Layer& layer : layers_of(graph)) {
    const Folding legal = legal_folding(graph, layer);
    Decision decision;
    decision.pe = legal.pe[rng.below(legal.pe.size())];
    decision.simd = legal.simd[rng.below(legal.simd.size())];
    decision.taps = legal.taps[rng.below(legal.taps.size())];
    const net::IntOp& op = graph[layer.node].op;
    const bool has_weights =
        std::holds_alternative<net::integer::MatVec>(op) || std::holds_alternative<net::integer::Conv>(op);
    const bool has_window = has_weights || std::holds_alternative<net::integer::MaxPool>(op) ||
                            std::holds_alternative<net::integer::SumPool>(op);
    if (has_weights && rng.flip(0.3)) decision.multiplier = hw::MultiplierStyle::Dsp;
    if (has_weights && rng.flip(0.3)) decision.weights = hw::MemoryStyle::Block;
    if (has_window && rng.flip(0.3)) decision.window = hw::MemoryStyle::Block;
    decisions.layers[layer.name] = decision;
  }
  return decisions;
}

/// Deep enough for every branch to hold a whole inference.
void add_fifos(const net::IntGraph& graph, StreamPlan& decisions) {
  const std::vector<Layer> layers = layers_of(graph);
  for (const Layer& to : layers) {
    if (graph[to.node].inputs.size() < 2) continue;
    for (const net::NodeId operand : graph[to.node].inputs)
      decisions.fifos[source_of(graph, layers, operand) + ">" + to.name] = {
          std::max<std::int64_t>(2, graph[operand].shape.size()), hw::MemoryStyle::Lut};
  }
}

struct Measured {
  std::vector<std::vector<std::int64_t>> outputs;
  std::int64_t latency = -1, interval = -1;
  bool are_taps_equal = true;
};

/// Several inferences without stalls; every tap is compared with the evaluator's value.
Measured simulate(const Lowered& lowered, const net::IntGraph& graph, const Structure& structure,
                  const std::vector<std::vector<IntTensor>>& frames) {
  Measured m;
  hw::Simulator simulator(lowered.design, 7);
  const std::size_t in_valid = simulator.port("in_valid"), in_ready = simulator.port("in_ready"),
                    in_data = simulator.port("in_data");
  const std::size_t out_valid = simulator.port("out_valid"), out_ready = simulator.port("out_ready"),
                    out_data = simulator.port("out_data");
  std::vector<std::vector<std::int64_t>> wanted(lowered.taps.size());
  for (const auto& frame : frames) {
    const auto values = net::evaluate_all(graph, frame).value();
    for (std::size_t t = 0; t < lowered.taps.size(); ++t) {
      const IntTensor& value = values[graph.find(lowered.taps[t].node)->index];
      wanted[t].insert(wanted[t].end(), value.data.begin(), value.data.end());
    }
  }
  std::vector<std::vector<std::int64_t>> seen(lowered.taps.size());
  simulator.set(in_valid, 0);
  simulator.set(out_ready, 1);
  simulator.set_reset(true);
  simulator.step();
  simulator.set_reset(false);
  const auto beats = static_cast<std::size_t>(structure.input.beats());
  std::size_t taken = 0;
  std::int64_t first = -1, given = 0;
  std::vector<std::int64_t> starts;
  for (std::int64_t now = 0;
       now < 400000 && given < structure.output_type.beats() * static_cast<std::int64_t>(frames.size());
       ++now) {
    const bool offers = taken < beats * frames.size();
    simulator.set(in_valid, offers);
    if (offers) {
      const auto lanes = static_cast<std::size_t>(structure.input.lanes);
      simulator.set_lanes(in_data,
                          std::span(frames[taken / beats][0].data).subspan(taken % beats * lanes, lanes));
    }
    simulator.settle();
    for (std::size_t t = 0; t < lowered.taps.size(); ++t) {
      const std::string path = lowered.taps[t].instance + ".out_";
      if (simulator.get(simulator.probe(path + "valid")) == 0 ||
          simulator.get(simulator.probe(path + "ready")) == 0)
        continue;
      for (const std::int64_t lane : simulator.get_lanes(simulator.probe(path + "data")))
        seen[t].push_back(lane);
    }
    if (simulator.get(out_valid) != 0) {
      const auto lanes = simulator.get_lanes(out_data);
      m.outputs.emplace_back(lanes.begin(), lanes.end());
      if (++given == structure.output_type.beats()) m.latency = now - first;
    }
    if (offers && simulator.get(in_ready) != 0) {
      if (taken % beats == 0) {
        if (first < 0) first = now;
        starts.push_back(now);
      }
      ++taken;
    }
    simulator.step();
  }
  // Inferences may come in a rhythm of several: what the schedule tells is their mean, rounded up.
  const std::size_t half = starts.size() / 2;
  const auto inferences = static_cast<std::int64_t>(starts.size() - 1 - half);
  m.interval = (starts.back() - starts[half] + inferences - 1) / inferences;
  m.are_taps_equal = seen == wanted;
  return m;
}

void expect_streams_of_random_networks(std::uint64_t count, const net::RandomOptions& options) {
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "lower");
    net::IntGraph graph = net::random_int_graph(rng, options);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) continue;
    if (seed > 40) graph = net::with_random_masks(graph, rng);
    StreamPlan decisions = random_decisions(graph, rng);
    add_fifos(graph, decisions);
    const Structure structure = make_structure(graph, decisions).value();
    const Lowered lowered = lower(structure, graph, "top", 10);
    const Result<void> well_formed = hw::verify(lowered.design);
    ASSERT_TRUE(well_formed.ok()) << to_string(well_formed.error());
    const hw::TokenNetwork::Timing timing = token_network(structure).execute();
    ASSERT_FALSE(timing.is_deadlocked) << timing.stuck;
    // Buffers take the first inferences faster than the slowest stage: fast designs need more of them until
    // they are full.
    const std::int64_t inferences = std::clamp<std::int64_t>(20000 / timing.interval_cycles, 12, 100);
    std::vector<std::vector<IntTensor>> frames;
    for (std::int64_t i = 0; i < inferences; ++i) frames.push_back(net::random_inputs(graph, rng));
    const Measured measured = simulate(lowered, graph, structure, frames);
    ASSERT_TRUE(measured.are_taps_equal);
    EXPECT_EQ(measured.latency, timing.latency_cycles);
    EXPECT_EQ(measured.interval, timing.interval_cycles);
  }
}

TEST(Lower, EveryStreamOfRandomNetworksUnderRandomFoldingsEqualsTheEvaluator) {
  expect_streams_of_random_networks(80, {});  // the second half with pruned weights
}

TEST(Lower, EveryStreamOfNetworksOfWideCodesEqualsTheEvaluator) {
  net::RandomOptions options;
  options.widths = net::RandomWidths::Wide;
  expect_streams_of_random_networks(20, options);
}

IntTensorPtr random_tensor(Rng& rng, Shape shape, std::int64_t low, std::int64_t high) {
  auto tensor = std::make_shared<IntTensor>(std::move(shape));
  for (std::int64_t& value : tensor->data) value = rng.integer(low, high);
  return tensor;
}

/// A first layer that moves by a multiple of `positions`, whatever its kernel and padding.
net::IntGraph strided_network(Rng& rng, std::int64_t positions, std::int64_t channels) {
  const auto axis = [&](std::int64_t stride) {
    const std::int64_t kernel = rng.integer(1, 7);
    return net::WindowAxis{kernel, stride, rng.integer(0, kernel - 1), rng.integer(0, kernel - 1), 1};
  };
  net::Window window;
  Shape shape{positions * rng.integer(4, 9), channels};
  if (rng.flip(0.5)) {
    window.axes.push_back(axis(rng.integer(1, 2)));
    shape = {rng.integer(7, 9), shape[0], channels};
  }
  window.axes.push_back(axis(positions * rng.integer(1, 2)));
  net::IntGraph graph;
  net::NodeId last = graph.add("x", net::integer::Input{shape, {true, 6, 6}}, {});
  if (rng.flip(0.5)) {
    last = graph.add("sum", net::integer::SumPool{window}, {last});
  } else {
    std::vector<std::int64_t> sizes{rng.integer(1, 4), window.axes.front().kernel};
    if (window.axes.size() == 2) sizes.push_back(window.axes.back().kernel);
    sizes.push_back(channels);
    last = graph.add(
        "conv",
        net::integer::Conv{random_tensor(rng, Shape(sizes), -7, 7),
                           random_tensor(rng, Shape{sizes[0]}, -50, 50), window, 1, rng.integer(0, 3), 4},
        {last});
  }
  graph.add_output("y", last);
  return graph;
}

TEST(Lower, SeveralSamplesOfABeatAreTheSameNetwork) {
  int narrower = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "samples");
    const std::int64_t positions = rng.integer(2, 4), channels = rng.integer(1, 2);
    const net::IntGraph graph = strided_network(rng, positions, channels);
    const std::int64_t samples = positions * channels;
    const net::IntGraph packed = pack_samples(graph, samples).value();
    StreamPlan decisions = random_decisions(packed, rng);
    decisions.samples_per_beat = samples;
    const Structure structure = make_structure(graph, decisions).value();
    EXPECT_EQ(structure.input.lanes, samples);
    const Lowered lowered = lower(structure, graph, "top", 10);
    std::vector<std::vector<IntTensor>> frames(12);
    for (auto& frame : frames) frame = net::random_inputs(graph, rng);
    const Measured measured = simulate(lowered, graph, structure, frames);
    ASSERT_TRUE(measured.are_taps_equal);
    const hw::TokenNetwork::Timing timing = token_network(structure).execute();
    EXPECT_EQ(measured.latency, timing.latency_cycles);
    EXPECT_EQ(measured.interval, timing.interval_cycles);
    narrower += timing.interval_cycles < graph[graph.inputs()[0]].shape.size();
  }
  EXPECT_GT(narrower, 10) << "some are faster than a sample a cycle";
}

TEST(Lower, SamplesThatNoLayerTakesTogetherAreRefused) {
  net::IntGraph graph;
  const net::NodeId x = graph.add("x", net::integer::Input{{12, 1}, {true, 6, 6}}, {});
  graph.add_output("y", graph.add("pool", net::integer::MaxPool{{{{2, 2, 0, 0, 1}}}}, {x}));
  const auto told = [&](std::int64_t samples) { return to_string(pack_samples(graph, samples).error()); };
  EXPECT_NE(told(5).find("legal values: 1, 2, 3, 4, 6, 12"), std::string::npos) << told(5);
  EXPECT_NE(told(2).find("layer pool"), std::string::npos) << told(2);
  EXPECT_NE(told(0).find("legal values"), std::string::npos);
}

TEST(Lower, InstancesHaveNamesThatTheEmittedTextKeeps) {
  for (const char* name :
       {"class", "clk", "out_data", "knap_rom_lut", "a__b_", "conv1.x", "block/dw", "block/out_data"}) {
    net::IntGraph graph;
    const net::NodeId in = graph.add("samples", net::integer::Input{Shape{4}, Fixed{true, 4, 0}});
    graph.add_output("out", graph.add(name, net::integer::ArgMax{}, {in}));
    const Lowered lowered = lower(make_structure(graph, StreamPlan{}).value(), graph, "a.b", 10);
    const std::string& instance = lowered.taps.at(0).instance;
    const hw::Emitted emitted = hw::emit(lowered.design);
    const std::string& text = emitted.files.at("a_b_top.sv");
    EXPECT_NE(text.find(" " + instance + " ("), std::string::npos) << instance << " is not in\n" << text;
    EXPECT_TRUE(emitted.files.contains("a_b_" + instance + ".sv")) << instance;
  }
}

}  // namespace
}  // namespace knap::map
