#include "verify/ladder/module_testbench.h"

#include <fmt/format.h>

#include "verify/ladder/testbench.h"

namespace knap::verify {
namespace {

/// Drives recorded beats; a beat that was offered stays until it is taken.
constexpr std::string_view kSource = R"(
  logic [{high}:0] beats_{name} [0:{last}];
  initial $readmemh("{path}.hex", beats_{name});
  int next_{name} = 0;
  logic {name}_valid = 0;
  wire {name}_ready;
  wire [{high}:0] {name}_data = {name}_valid ? beats_{name}[next_{name}] : '1;
  always @(posedge clk) if (!rst && cycle > 10) begin
    if ({name}_valid && {name}_ready) next_{name} <= next_{name} + 1;
    if (!{name}_valid || {name}_ready)
      {name}_valid <= next_{name} + ({name}_valid ? 1 : 0) <= {last} && (stalls == 0 || random[{bit} +: 2] != 0);
  end
)";

constexpr std::string_view kSink = R"(
  wire {name}_valid;
  logic {name}_ready = 0;
  wire [{high}:0] {name}_data;
  always @(posedge clk) {name}_ready <= !rst && (stalls == 0 || (cycle > 300 && random[{bit} +: 2] != 0));
)";

constexpr std::string_view kClock = R"(`timescale 1ns/1ps
module knap_testbench;
  logic clk = 0, rst = 1, clear = 0;
  always #5 clk = ~clk;
  int records = {records}, stalls = 0, seed = 1, cycle = 0, idle = 0, quiet = 0, given = 0;
  int first_in = 0, first_done = -1, file = 0;
  logic [9*32-1:0] starts = '1;
  logic [31:0] random = 32'h1;
  initial begin
    if (!$value$plusargs("stalls=%d", stalls)) stalls = 0;
    if (!$value$plusargs("seed=%d", seed)) seed = 1;
    random = seed * 32'h9e3779b9 + 32'h1;
  end
)";

/// Ends when all outputs have come and nothing more does, or when nothing moves for longer than anything
/// takes.
constexpr std::string_view kEnd = R"(
  always @(posedge clk) begin
    cycle <= cycle + 1;
    rst <= cycle < 8;
    random <= {{random[30:0], random[31] ^ random[21] ^ random[1] ^ random[0]}};
    idle <= ({moves}) ? 0 : idle + 1;
    quiet <= ({are_all}) ? quiet + 1 : 0;
    if (quiet > 200 || idle > 20 * {interval} + 4 * {latency} + 2000) finish_run;
  end
)";

}  // namespace

std::string module_testbench(const ModuleBench& bench) {
  std::string text = fmt::format(fmt::runtime(kClock), fmt::arg("records", bench.records));
  std::string ports = ".clk(clk), .rst(rst)", moves = "rst", are_all = "1'b1", monitors;
  std::size_t outputs = 0;
  int bit = 0;
  for (const ModuleBench::Stream& stream : bench.streams) {
    const std::int64_t beats = bench.records * stream.beats;
    text += fmt::format(fmt::runtime(stream.is_input ? kSource : kSink), fmt::arg("name", stream.name),
                        fmt::arg("path", stream.path), fmt::arg("high", stream.width_bits - 1),
                        fmt::arg("last", beats - 1), fmt::arg("bit", bit));
    bit = (bit + 5) % 30;
    for (const char* part : {"valid", "ready", "data"})
      ports += fmt::format(", .{0}_{1}({0}_{1})", stream.name, part);
    moves += fmt::format(" || ({0}_valid && {0}_ready)", stream.name);
    if (stream.is_input) continue;
    are_all += fmt::format(" && count_{} >= {}", outputs, beats);
    monitors += stream_monitor(outputs++, stream.name, stream.width_bits, stream.beats,
                               static_cast<std::size_t>(bench.records), stream.path + ".hex");
  }
  text += fmt::format("\n  {} dut ({});\n{}", bench.module, ports, monitors);
  text += fmt::format(fmt::runtime(kEnd), fmt::arg("moves", moves), fmt::arg("are_all", are_all),
                      fmt::arg("interval", bench.interval_cycles), fmt::arg("latency", bench.latency_cycles));
  return text + testbench_ending(outputs);
}

}  // namespace knap::verify
