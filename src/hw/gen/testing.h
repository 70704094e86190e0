// testing: drives one generated module in the simulator and compares beats and handshakes (used by the tests
// of hw/gen and map).
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "hw/gen/tokens.h"
#include "hw/ir/verify.h"
#include "hw/sim/simulator.h"

namespace knap::hw::testing {

using Beat = std::vector<std::int64_t>;
using Beats = std::vector<Beat>;

/// For what a failing test says.
inline std::string words(const AxisWalk& axis) {
  return fmt::format("{} by {} stride {} padding {}+{} dilation {}", axis.length, axis.kernel, axis.stride,
                     axis.pad_low, axis.pad_high, axis.dilation);
}

/// Elements in stream order as beats of `lanes`.
inline Beats to_beats(const std::vector<std::int64_t>& elements, std::int64_t lanes) {
  Beats beats;
  for (std::size_t i = 0; i < elements.size(); i += static_cast<std::size_t>(lanes))
    beats.emplace_back(elements.begin() + static_cast<std::ptrdiff_t>(i),
                       elements.begin() + static_cast<std::ptrdiff_t>(i) + lanes);
  return beats;
}

struct Drive {
  std::vector<std::string> inputs{"in"}, outputs{"out"};
  std::vector<Beats> beats;                 ///< per input stream
  std::vector<std::size_t> expected_beats;  ///< per output stream
  bool has_stalls = true;
  std::uint64_t seed = 1;
};

struct Answer {
  std::vector<Beats> beats;  ///< per output stream
  std::vector<bool> in_valid, out_ready;
  std::vector<TokenNetwork::Cycle> handshake;  ///< of the first input and the first output
  std::int64_t cycles = 0;
};

/// Resets, then runs until every output has its beats (or 400 idle cycles pass), then 40 more cycles for
/// beats too many.
inline Answer run(const Module& module, const Drive& drive) {
  Design design;
  design.modules.push_back(module);
  const Result<void> well_formed = verify(design);
  EXPECT_TRUE(well_formed.ok()) << (well_formed.ok() ? "" : to_string(well_formed.error()));
  Simulator simulator(design, drive.seed);
  Rng random(drive.seed, "stalls");
  Answer answer;
  answer.beats.resize(drive.outputs.size());
  std::vector<std::size_t> taken(drive.inputs.size(), 0);
  std::vector<bool> offers(drive.inputs.size(), false);
  const auto port = [&](const std::string& stream, const char* part) {
    return simulator.port(stream + "_" + part);
  };
  for (const std::string& in : drive.inputs) simulator.set(port(in, "valid"), 0);
  for (const std::string& out : drive.outputs) simulator.set(port(out, "ready"), 0);
  simulator.set_reset(true);
  for (int i = 0; i < 3; ++i) simulator.step();
  simulator.set_reset(false);
  std::int64_t idle = 0, burst_in = 0, burst_out = 0;
  const auto complete = [&] {
    for (std::size_t o = 0; o < drive.outputs.size(); ++o)
      if (answer.beats[o].size() < drive.expected_beats[o]) return false;
    return true;
  };
  for (std::int64_t rest = 40; rest > 0 && idle < 400; ++answer.cycles) {
    if (burst_in == 0 && drive.has_stalls && random.below(97) == 0) burst_in = random.integer(1, 60);
    if (burst_out == 0 && drive.has_stalls && random.below(89) == 0) burst_out = random.integer(1, 60);
    burst_in -= burst_in > 0;
    burst_out -= burst_out > 0;
    for (std::size_t i = 0; i < drive.inputs.size(); ++i) {
      const bool may = !drive.has_stalls || (burst_in == 0 && random.below(4) != 0);
      if (!offers[i]) offers[i] = taken[i] < drive.beats[i].size() && may;
      simulator.set(port(drive.inputs[i], "valid"), offers[i]);
      if (offers[i]) simulator.set_lanes(port(drive.inputs[i], "data"), drive.beats[i][taken[i]]);
    }
    std::vector<bool> takes(drive.outputs.size());
    for (std::size_t o = 0; o < drive.outputs.size(); ++o) {
      takes[o] = !drive.has_stalls || (burst_out == 0 && random.below(4) != 0);
      simulator.set(port(drive.outputs[o], "ready"), takes[o]);
    }
    simulator.settle();
    bool moved = false;
    answer.in_valid.push_back(offers[0]);
    answer.out_ready.push_back(takes[0]);
    answer.handshake.push_back({simulator.get(port(drive.inputs[0], "ready")) != 0,
                                simulator.get(port(drive.outputs[0], "valid")) != 0});
    for (std::size_t o = 0; o < drive.outputs.size(); ++o) {
      if (!takes[o] || simulator.get(port(drive.outputs[o], "valid")) == 0) continue;
      const auto lanes = simulator.get_lanes(port(drive.outputs[o], "data"));
      answer.beats[o].emplace_back(lanes.begin(), lanes.end());
      moved = true;
    }
    for (std::size_t i = 0; i < drive.inputs.size(); ++i) {
      if (!offers[i] || simulator.get(port(drive.inputs[i], "ready")) == 0) continue;
      ++taken[i];
      offers[i] = false;
      moved = true;
    }
    idle = moved ? 0 : idle + 1;
    rest -= complete();
    simulator.step();
  }
  return answer;
}

/// The token model of a module with one input and one output answers every handshake as the hardware did.
inline void expect_same_handshake(const Tokens& tokens, const Answer& answer, std::int64_t in_beats,
                                  std::int64_t out_beats) {
  TokenNetwork network;
  network.add("module", tokens);
  network.set_source(0, 0, in_beats);
  network.set_sink(0, 0, out_beats);
  const auto model = network.trace(answer.in_valid, answer.out_ready);
  for (std::size_t i = 0; i < model.size(); ++i) {
    ASSERT_EQ(model[i].in_ready, answer.handshake[i].in_ready) << "in_ready in cycle " << i;
    ASSERT_EQ(model[i].out_valid, answer.handshake[i].out_valid) << "out_valid in cycle " << i;
  }
}

}  // namespace knap::hw::testing
