// A small complete output folder, hand-made: one layer that clamps a stream of four beats; for this room's
// tests.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/sys/files.h"
#include "data/format/csv.h"
#include "data/format/npy.h"
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

/// The same as hardware: u_act under clamp_top, without registers. `high`: what it clamps to.
inline hw::Design clamp_design(std::int64_t high = kOut.high) {
  hw::Design design;
  {
    hw::Builder b("act", "", "act");
    const hw::Stream in = b.input_stream("in", hw::Type{kIn, 1}, kBeats);
    const hw::Value ready = b.output_stream_ready("out");
    b.output_stream("out", in.valid, clamp(in.data, Interval{0, high}), kBeats);
    b.drive(in.ready, ready);
    design.modules.push_back(b.finish());
  }
  hw::Builder b("clamp_top");
  const hw::Stream in = b.input_stream("in", hw::Type{kIn, 1}, kBeats);
  const hw::Value ready = b.output_stream_ready("out");
  const std::vector<hw::Value> outs = b.instance(design, 0, "u_act", {in.valid, in.data, ready});
  b.drive(in.ready, outs[0]);
  b.output_stream("out", outs[1], outs[2], kBeats);
  design.modules.push_back(b.finish());
  return design;
}

inline constexpr const char* kInterface = R"({"top": "clamp_top", "style": "stream", "framing": "counted",
 "clocks": [{"port": "clk", "reset": "rst", "period_ns": 20.0}],
 "inputs": [{"name": "samples", "prefix": "in", "width_bits": 4, "elements_per_beat": 1, "beats": 4,
    "format": "fixed<4,4>"}],
 "outputs": [{"name": "out", "prefix": "out", "width_bits": 3, "elements_per_beat": 1, "beats": 4,
    "format": "ufixed<3,3>"}],
 "control": null, "latency_cycles": 3, "interval_cycles": 4,
 "streams": [{"layer": "act", "node": "act", "instance": "u_act", "lanes": 1, "beats": 4,
    "width_bits": 3, "signed": false}]}
)";

/// The RTL of clamp_design, written by hand.
inline constexpr const char* kRtl = R"(module act(input logic clk, input logic rst,
  input logic in_valid, output logic in_ready, input logic signed [3:0] in_data,
  output logic out_valid, input logic out_ready, output logic [2:0] out_data);
  assign in_ready = out_ready;
  assign out_valid = in_valid;
  assign out_data = in_data < 0 ? 3'd0 : in_data > 5 ? 3'd5 : in_data[2:0];
endmodule
module clamp_top(input logic clk, input logic rst,
  input logic in_valid, output logic in_ready, input logic signed [3:0] in_data,
  output logic out_valid, input logic out_ready, output logic [2:0] out_data);
  act u_act(.*);
endmodule
)";

/// As numpy.save writes it.
inline std::string npy(const std::vector<std::int64_t>& values, std::size_t rows) {
  return data::to_npy(
      {Shape{static_cast<std::int64_t>(rows), static_cast<std::int64_t>(values.size() / rows)}, values});
}

/// The clamped elements are the scores of four classes.
inline const std::vector<std::string> kClasses{"a", "b", "c,d", "e"};

/// Writes everything that load_artefacts reads, for `records` records of consecutive codes.
inline void write_folder(const std::filesystem::path& folder, std::size_t records) {
  const auto put = [&](const char* file, const std::string& text) {
    const Result<void> done = write_file(folder / file, text);
    ASSERT_TRUE(done.ok()) << to_string(done.error());
  };
  const net::IntGraph graph = clamp_graph();
  net::WeightStore weights;
  put("model/integer.txt", net::print(graph, weights));
  put("model/weights", weights.to_bytes());
  put("rtl/interface.json", kInterface);
  put("rtl/design.txt", hw::print(clamp_design()));
  put("rtl/clamp.sv", kRtl);
  put("rtl/files.f", "clamp.sv\n");
  std::string input, expected, labels = "index,record,label,predicted\n";
  std::vector<std::int64_t> trained;
  for (std::size_t r = 0; r < records; ++r) {
    for (std::int64_t beat = 0; beat < kBeats; ++beat) {
      const std::int64_t code = (static_cast<std::int64_t>(r) * kBeats + beat) % 16 - 8;
      trained.push_back(std::clamp(code, kOut.low, kOut.high));
      input += fmt::format("{:x}\n", code & 15);
      expected += fmt::format("{:x}\n", trained.back());
    }
    const auto scores = trained.end() - kBeats;
    const auto best = static_cast<std::size_t>(std::max_element(scores, trained.end()) - scores);
    labels += fmt::format("{0},rec{0},a,{1}\n", r, data::csv_field(kClasses[best]));
  }
  put("verify/input.hex", input);
  put("verify/expected.hex", expected);
  put("verify/labels.csv", labels);
  put("model/trainer_outputs.npy", npy(trained, records));
}

}  // namespace knap::verify::testing
