// A small complete output folder, hand-made: one layer that clamps a stream of four elements; for this room's
// tests.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/num/beat.h"
#include "core/schema/artefact.h"
#include "core/schema/interface.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "core/table/npy.h"
#include "hw/ir/builder.h"
#include "hw/ir/text.h"
#include "net/ir/text.h"
#include "net/ir/verify.h"

namespace knap::verify::testing {

inline constexpr std::int64_t kBeats = 4;
inline constexpr Interval kIn{-8, 7}, kOut{0, 5};

/// samples (4 x 1, s4) -> act: min(max(x, 0), 5).
inline net::IntGraph clamp_graph() {
  net::IntGraph graph;
  const net::NodeId in = graph.add("samples", net::integer::Input{Shape{kBeats, 1}, Fixed{true, 4, 0}});
  ClosedForm form;
  form.rounding = Rounding::Trn;
  form.clamp = kOut;
  const auto steps = std::make_shared<const Steps>(Steps::from_closed(kIn, {form}).value());
  graph.add_output("out", graph.add("act", net::integer::Steps{steps}, {in}));
  return graph;
}

/// samples -> act: x times 2^38, in 42 bits.
inline constexpr int kWideBits = 42;
inline net::IntGraph wide_graph() {
  net::IntGraph graph;
  const net::NodeId in = graph.add("samples", net::integer::Input{Shape{kBeats, 1}, Fixed{true, 4, 0}});
  ClosedForm form;
  form.multiply = std::int64_t{1} << 38;
  form.rounding = Rounding::Trn;
  form.clamp = interval_of(kWideBits, true);
  const auto steps = std::make_shared<const Steps>(Steps::from_closed(kIn, {form}).value());
  graph.add_output("out", graph.add("act", net::integer::Steps{steps}, {in}));
  return graph;
}

/// The same as hardware: u_act under clamp_top, without registers. `high`: what it clamps to; `lanes`:
/// elements of a beat.
inline hw::Design clamp_design(std::int64_t high = kOut.high, std::int32_t lanes = 1) {
  hw::Design design;
  {
    hw::Builder b("act", "", "act");
    const hw::Stream in = b.input_stream("in", hw::Type{kIn, lanes}, kBeats / lanes);
    const hw::Value ready = b.output_stream_ready("out");
    b.output_stream("out", in.valid, clamp(in.data, Interval{0, high}), kBeats / lanes);
    b.drive(in.ready, ready);
    design.modules.push_back(b.finish());
  }
  hw::Builder b("clamp_top");
  const hw::Stream in = b.input_stream("in", hw::Type{kIn, lanes}, kBeats / lanes);
  const hw::Value ready = b.output_stream_ready("out");
  const std::vector<hw::Value> outs = b.instance(design, 0, "u_act", {in.valid, in.data, ready});
  b.drive(in.ready, outs[0]);
  b.output_stream("out", outs[1], outs[2], kBeats / lanes);
  design.modules.push_back(b.finish());
  return design;
}

inline schema::Interface clamp_interface(std::int64_t lanes = 1) {
  const std::int64_t beats = kBeats / lanes;
  schema::Interface face;
  face.top = "clamp_top";
  face.style = "stream";
  face.framing = "counted";
  face.clocks = {{"clk", "rst", 20}};
  face.inputs = {{"samples", "in", 4, lanes, beats, "fixed<4,4>"}};
  face.outputs = {{"out", "out", 3, lanes, beats, "ufixed<3,3>"}};
  face.latency_cycles = beats - 1;
  face.interval_cycles = beats;
  face.streams = {{"act", "act", "u_act", lanes, beats, 3, false}};
  return face;
}

/// The RTL of clamp_design, written by hand.
inline std::string clamp_rtl(std::int64_t lanes = 1) {
  return fmt::format(R"(module act(input logic clk, input logic rst,
  input logic in_valid, output logic in_ready, input logic [{0}*4-1:0] in_data,
  output logic out_valid, input logic out_ready, output logic [{0}*3-1:0] out_data);
  assign in_ready = out_ready;
  assign out_valid = in_valid;
  for (genvar k = 0; k < {0}; k++) begin : lane
    logic signed [3:0] x;
    assign x = $signed(in_data[k*4 +: 4]);
    assign out_data[k*3 +: 3] = x < 0 ? 3'd0 : x > 5 ? 3'd5 : x[2:0];
  end
endmodule
module clamp_top(input logic clk, input logic rst,
  input logic in_valid, output logic in_ready, input logic [{0}*4-1:0] in_data,
  output logic out_valid, input logic out_ready, output logic [{0}*3-1:0] out_data);
  act u_act(.*);
endmodule
)",
                     lanes);
}

/// As numpy.save writes it.
inline std::string npy(const std::vector<std::int64_t>& values, std::size_t rows) {
  return to_npy(
      {Shape{static_cast<std::int64_t>(rows), static_cast<std::int64_t>(values.size() / rows)}, values});
}

/// The clamped elements are the scores of four classes.
inline const std::vector<std::string> kClasses{"a", "b", "c,d", "e"};

/// Writes everything that load_artefacts reads, for `records` records of consecutive codes.
inline void write_folder(const std::filesystem::path& folder, std::size_t records, std::int32_t lanes = 1) {
  const auto put = [&](const char* file, const std::string& text) {
    const Result<void> done = write_file(folder / file, text);
    ASSERT_TRUE(done.ok()) << to_string(done.error());
  };
  const net::IntGraph graph = clamp_graph();
  net::WeightStore weights;
  put("model/integer.txt", net::print(graph, weights));
  put("model/weights", weights.to_bytes());
  put("rtl/interface.json", schema::print_artefact(clamp_interface(lanes)));
  put("rtl/design.txt", hw::print(clamp_design(kOut.high, lanes)));
  put("rtl/clamp.sv", clamp_rtl(lanes));
  put("rtl/files.f", "clamp.sv\n");
  std::string input, expected, labels = "index,record,label,predicted\n";
  std::vector<std::int64_t> trained;
  for (std::size_t r = 0; r < records; ++r) {
    std::vector<std::int64_t> codes, clamped;
    for (std::int64_t i = 0; i < kBeats; ++i) {
      codes.push_back((static_cast<std::int64_t>(r) * kBeats + i) % 16 - 8);
      clamped.push_back(std::clamp(codes.back(), kOut.low, kOut.high));
    }
    input += print_beats(codes, lanes, 4);
    expected += print_beats(clamped, lanes, 3);
    trained.insert(trained.end(), clamped.begin(), clamped.end());
    const auto scores = trained.end() - kBeats;
    const auto best = static_cast<std::size_t>(std::max_element(scores, trained.end()) - scores);
    labels += fmt::format("{0},rec{0},a,{1}\n", r, csv_field(kClasses[best]));
  }
  put("verify/input.hex", input);
  put("verify/expected.hex", expected);
  put("verify/labels.csv", labels);
  put("model/trainer_outputs.npy", npy(trained, records));
}

}  // namespace knap::verify::testing
