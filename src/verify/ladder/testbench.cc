#include "verify/ladder/testbench.h"

#include <fmt/format.h>

#include <sstream>

#include "core/base/diagnostics.h"
#include "core/num/beat.h"
#include "core/sys/files.h"

namespace knap::verify {
namespace {

/// Drives the input, takes the output, stalls both on request and stops. Records come again from the first
/// when more are run than there are. With stalls the output is held at first until the input is stuck: then
/// every buffer is full, and each layer has been stalled. 1: long random bursts after that; 2: short ones;
/// 3: none.
/// The interval is taken from the starts of the last eight inferences, in two halves: a design whose buffers
/// are full takes one inference for each that it gives, so its steady state comes at once (one that starts
/// empty may take thousands of inferences to fill, ADR 0018), and equal halves show that it is reached.
constexpr std::string_view kDriver = R"(`timescale 1ns/1ps
module knap_testbench;
  logic clk = 0;
  logic rst = 1;
  always #5 clk = ~clk;
  int records = {records}, stalls = 0, seed = 1;
  int cycle = 0, taken = 0, next = 0, given = 0, idle = 0, quiet = 0, hold_in = 0, hold_out = 0, resets = 0;
  int first_in = -1, first_done = -1, stuck = 0, file = 0;
  logic [9*32-1:0] starts = '1;
  logic clear = 0, filling = 0;
  logic [31:0] random = 32'h1;
  logic [{in_high}:0] stimulus [0:{in_last}];
  initial $readmemh("input.hex", stimulus);
  logic in_valid = 0, out_ready = 0;
  wire in_ready, out_valid;
  wire [{in_high}:0] in_data = in_valid ? stimulus[next] : {{{in_width}{{1'b1}}}};
  wire [{out_high}:0] out_data;
  {top} dut (.clk(clk), .rst(rst), .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
    .out_valid(out_valid), .out_ready(out_ready), .out_data(out_data));
  initial begin
    if (!$value$plusargs("records=%d", records)) records = {records};
    if (!$value$plusargs("stalls=%d", stalls)) stalls = 0;
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    random = seed * 32'h9e3779b9 + 32'h1;
    filling = stalls != 0;
    if ($test$plusargs("keep")) file = $fopen("output.hex", "w");
  end
  wire is_random = stalls == 1 || stalls == 2;
  wire may_offer = !is_random || (random[3:0] != 0 && hold_in == 0);
  always @(posedge clk) begin
    cycle <= cycle + 1;
    random <= {{random[30:0], random[31] ^ random[21] ^ random[1] ^ random[0]}};
    clear <= 0;
    rst <= cycle < 8;
    if (is_random && resets == 0 && taken == {in_beats} / 2 && !rst) begin
      // One reset in the middle of an inference: everything starts anew.
      resets <= 1; rst <= 1; clear <= 1; cycle <= 0;
      taken <= 0; next <= 0; given <= 0; in_valid <= 0; out_ready <= 0; hold_in <= 0; hold_out <= 0; stuck <= 0;
    end else if (!rst && !clear && cycle > 10) begin
      if (hold_in > 0) hold_in <= hold_in - 1;
      if (hold_out > 0) hold_out <= hold_out - 1;
      if (in_valid && in_ready) begin
        taken <= taken + 1;
        next <= next == {in_last} ? 0 : next + 1;
        in_valid <= (filling || taken + 1 < records * {in_beats}) && may_offer;
        if (taken == 0) first_in <= cycle;
        if (taken % {in_beats} == 0) begin
          starts <= {{starts[8*32-1:0], cycle}};
          if (stalls == 1 && random[5:4] == 0) hold_in <= {interval} + {{28'b0, random[9:6]}};
        end
      end else if (!in_valid) begin
        in_valid <= (filling || taken < records * {in_beats}) && may_offer;
      end
      stuck <= in_valid && !in_ready ? stuck + 1 : 0;
      if (filling && (stuck > 2 * {interval} + 64 || taken > (records + 64) * {in_beats})) begin
        filling <= 0;
        if (stalls == 3) records <= taken / {in_beats} + 2 + records;
        else if (records < taken / {in_beats} + 2) records <= taken / {in_beats} + 2;
      end
      out_ready <= !filling && (!is_random || (random[7:6] != 0 && hold_out == 0));
      if (out_valid && out_ready) begin
        given <= given + 1;
        if (file != 0) $fdisplay(file, "%h", out_data);
        if (given == {out_beats} - 1) first_done <= cycle;
        if (stalls == 1 && random[12:11] == 0) hold_out <= 2 * {interval} + {{28'b0, random[16:13]}};
      end
      // Stuck: nothing moves at either end for far longer than anything takes.
      idle <= ((in_valid && in_ready) || (out_valid && out_ready)) ? 0 : idle + 1;
      if (!filling && given >= records * {out_beats}) quiet <= quiet + 1;
      if (quiet > 2 * {interval} + {latency} || idle > 20 * {interval} + 4 * {latency} + 2000) begin
        finish_run;
      end
    end
  end
)";

std::string driver(const schema::Interface& face, std::size_t records) {
  const schema::StreamPort &in = face.inputs.front(), &out = face.outputs.front();
  return fmt::format(
      fmt::runtime(kDriver), fmt::arg("records", records), fmt::arg("in_high", in.beat_bits() - 1),
      fmt::arg("in_last", static_cast<std::int64_t>(records) * in.beats - 1),
      fmt::arg("in_width", in.beat_bits()), fmt::arg("out_high", out.beat_bits() - 1),
      fmt::arg("top", face.top), fmt::arg("in_beats", in.beats), fmt::arg("out_beats", out.beats),
      fmt::arg("interval", face.interval_cycles), fmt::arg("latency", face.latency_cycles));
}

/// The first `records` records.
std::string beats(const std::vector<std::vector<std::int64_t>>& elements, std::size_t records,
                  std::int64_t lanes, std::int64_t width_bits) {
  std::string lines;
  for (std::size_t r = 0; r < records; ++r)
    lines += print_beats(elements[r], lanes, static_cast<int>(width_bits));
  return lines;
}

/// The beats of a stream as they pass, for other testbenches to read.
std::string dump(std::size_t index, const std::string& path) {
  return fmt::format(R"(
  int dump_{0} = 0;
  initial if ($test$plusargs("dump")) dump_{0} = $fopen("{1}.hex", "w");
  always @(posedge clk) if (dump_{0} != 0 && !rst && {1}_valid && {1}_ready) $fdisplay(dump_{0}, "%h", {1}_data);
)",
                     index, path);
}

}  // namespace

/// Counts and compares the transfers of one stream, and notes whether it was ever stalled. Index 0..taps-1
/// are layers, the last one is the design's output.
std::string stream_monitor(std::size_t index, const std::string& path, std::int64_t width, std::int64_t beats,
                           std::size_t records, const std::string& file) {
  return fmt::format(R"(
  // stream {0}: {1}
  logic [{2}:0] want_{0} [0:{3}];
  initial $readmemh("{4}", want_{0});
  int count_{0} = 0, next_{0} = 0, bad_{0} = 0, first_{0} = -1, stalled_{0} = 0;
  logic [{2}:0] got_{0}, first_got_{0} = '0, first_want_{0} = '0;
  always @(posedge clk) begin
    got_{0} = {1}_data;
    if (clear) begin
      count_{0} <= 0;
      next_{0} <= 0;
    end else if (!rst && {1}_valid && {1}_ready) begin
      count_{0} <= count_{0} + 1;
      next_{0} <= next_{0} == {3} ? 0 : next_{0} + 1;
      if (got_{0} !== want_{0}[next_{0}]) begin
        bad_{0} <= bad_{0} + 1;
        if (first_{0} < 0) begin
          first_{0} <= count_{0};
          first_got_{0} <= got_{0};
          first_want_{0} <= want_{0}[next_{0}];
        end
      end
    end else if (!rst && {1}_valid && !{1}_ready) stalled_{0} <= 1;
  end
)",
                     index, path, width - 1, static_cast<std::int64_t>(records) * beats - 1, file);
}

std::string testbench_ending(std::size_t streams) {
  std::string text = "\n  task finish_run;\n";
  for (std::size_t i = 0; i < streams; ++i)
    text += fmt::format(
        "    $display(\"STREAM {0} %0d %0d %0d %0d %0h %0h\", count_{0}, bad_{0}, first_{0}, stalled_{0}, "
        "first_got_{0}, first_want_{0});\n",
        i);
  text +=
      "    $display(\"DONE %0d %0d %0d %0d %0d %0d\", records, given, first_done < 0 ? -1 : first_done - "
      "first_in, $signed(starts[287:256]) < 0 ? -1 : $signed(starts[31:0] - starts[159:128]), "
      "$signed(starts[287:256]) < 0 ? -1 : $signed(starts[159:128] - starts[287:256]), cycle);\n";
  return text + "    if (file != 0) $fclose(file);\n    $finish;\n  endtask\nendmodule\n";
}

Result<void> write_testbench(const Artefacts& a, const Expected& expected,
                             const std::filesystem::path& folder, std::size_t records,
                             const std::vector<std::string>& dumped) {
  std::string text = driver(a.interface, records);
  const std::vector<schema::LayerStream>& streams = a.interface.streams;
  KNAP_TRY(write_file(folder / "input.hex",
                      beats(a.inputs, records, a.in().elements_per_beat, a.in().width_bits)));
  for (std::size_t i = 0; i < streams.size(); ++i) {
    text += stream_monitor(i, "dut." + streams[i].instance + ".out", streams[i].beat_bits(), streams[i].beats,
                           records, fmt::format("expected_{}.hex", i));
    KNAP_TRY(write_file(folder / fmt::format("expected_{}.hex", i),
                        beats(expected.streams[i], records, streams[i].lanes, streams[i].width_bits)));
  }
  // The design's own output has plain names.
  text += stream_monitor(streams.size(), "out", a.out().beat_bits(), a.out().beats, records,
                         fmt::format("expected_{}.hex", streams.size()));
  KNAP_TRY(write_file(folder / fmt::format("expected_{}.hex", streams.size()),
                      beats(expected.outputs, records, a.out().elements_per_beat, a.out().width_bits)));
  for (std::size_t i = 0; i < dumped.size(); ++i) text += dump(i, dumped[i]);
  text += testbench_ending(streams.size() + 1);
  return write_file(folder / "tb.sv", text);
}

Result<RunResult> parse_run(const std::string& output, const std::string& where) {
  RunResult run;
  bool is_done = false;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    if (kind == "STREAM") {
      std::size_t index = 0;
      RunResult::Stream stream;
      words >> index >> stream.beats >> stream.mismatches >> stream.first_beat >> stream.is_stalled >>
          stream.got >> stream.want;
      if (index != run.streams.size() || !words)
        return Error(diag::kToolFailed, where, fmt::format("the testbench printed '{}'", line));
      run.streams.push_back(stream);
    } else if (kind == "DONE") {
      std::int64_t latency = -1, last = -1, before = -1;
      words >> run.records >> run.outputs >> latency >> last >> before >> run.cycles;
      is_done = static_cast<bool>(words);
      if (latency >= 0) run.latency_cycles = latency;
      if (last > 0 && last == before && last % 4 == 0) run.interval_cycles = last / 4;
    }
  }
  if (!is_done) return Error(diag::kToolFailed, where, "the testbench ended without its last line");
  return run;
}

}  // namespace knap::verify
