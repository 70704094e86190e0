#include "app/flow/rtl_run.h"

#include <fmt/format.h>

#include "core/base/diagnostics.h"
#include "core/num/beat.h"
#include "core/schema/folder.h"
#include "core/schema/interface.h"
#include "core/sys/files.h"
#include "eda/verilator/sources.h"
#include "net/ir/text.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

Result<schema::Interface> load_face(const fs::path& out) {
  const fs::path file = out / "rtl/interface.json";
  if (!is_file(file))
    return Error(diag::kMissingStage, file.string(), "is missing; run 'knap generate' first");
  KNAP_ASSIGN(const std::string text, read_file(file, diag::kBadArtefact));
  return schema::parse_interface(text, file.string());
}

/// Drives all beats back to back and writes what comes out, one line per beat, until all is there or nothing
/// moves any more.
std::string testbench(const schema::Interface& face, std::size_t inputs) {
  const auto count = static_cast<std::int64_t>(inputs);
  const schema::StreamPort &in = face.inputs.front(), &out = face.outputs.front();
  return fmt::format(R"(`timescale 1ns/1ps
module knap_predict;
  logic clk = 0;
  logic rst = 1;
  always #5 clk = ~clk;
  logic [{in_high}:0] stimulus [0:{in_beats}];
  initial $readmemh("input.hex", stimulus, 0, {in_beats} - 1);
  int file;
  initial file = $fopen("output.hex", "w");
  int cycle = 0, taken = 0, given = 0, idle = 0;
  logic in_valid = 0, out_ready = 0;
  wire in_ready, out_valid;
  wire [{in_high}:0] in_data = stimulus[taken];
  wire [{out_high}:0] out_data;
  {design} dut (.clk(clk), .rst(rst), .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
    .out_valid(out_valid), .out_ready(out_ready), .out_data(out_data));
  always @(posedge clk) begin
    cycle <= cycle + 1;
    rst <= cycle < 8;
    if (!rst && cycle > 10) begin
      out_ready <= 1;
      in_valid <= taken + 1 < {in_beats} || (taken < {in_beats} && !(in_valid && in_ready));
      if (in_valid && in_ready) taken <= taken + 1;
      if (out_valid && out_ready) begin
        $fdisplay(file, "%h", out_data);
        given <= given + 1;
      end
      idle <= (in_valid && in_ready) || (out_valid && out_ready) ? 0 : idle + 1;
      if (given == {out_beats} || idle > {patience}) begin
        $fclose(file);
        $finish;
      end
    end
  end
endmodule
)",
                     fmt::arg("in_high", in.beat_bits() - 1), fmt::arg("in_beats", count * in.beats),
                     fmt::arg("out_high", out.beat_bits() - 1), fmt::arg("out_beats", count * out.beats),
                     fmt::arg("design", face.top),
                     fmt::arg("patience", 20 * face.interval_cycles + 4 * face.latency_cycles + 2000));
}

Result<std::string> stimulus(const fs::path& rtl, const schema::StreamPort& in,
                             const std::vector<NewInput>& inputs) {
  std::string text;
  for (const NewInput& input : inputs) {
    const std::vector<std::int64_t> codes(input.codes.begin(), input.codes.end());
    if (static_cast<std::int64_t>(codes.size()) != in.beats * in.elements_per_beat)
      return Error(
          diag::kBadArtefact, (rtl / "interface.json").string(),
          fmt::format("takes {} samples, the network {}", in.beats * in.elements_per_beat, codes.size()));
    text += print_beats(codes, in.elements_per_beat, static_cast<int>(in.width_bits));
  }
  return text;
}

/// All that the program printed: output.hex.
Result<std::string> simulate(const fs::path& rtl, const schema::Interface& face,
                             const std::vector<NewInput>& inputs, const fs::path& log, const Watch& watch) {
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  KNAP_ASSIGN(eda::SimulationSources sources, eda::rtl_sources(rtl, work.path()));
  KNAP_ASSIGN(const std::string beats, stimulus(rtl, face.inputs.front(), inputs));
  KNAP_TRY(write_file(work.path() / "input.hex", beats));
  KNAP_TRY(write_file(work.path() / "tb.sv", testbench(face, inputs.size())));
  sources.files.emplace_back("tb.sv");
  sources.top = "knap_predict";
  sources.log = log;
  eda::Toolbox tools;
  KNAP_ASSIGN(const eda::Simulation built,
              eda::build_simulation(sources, work.path() / "build", tools, watch));
  KNAP_TRY(eda::run_simulation(built.program, work.path(), {}, 1, watch, log));
  return read_file(work.path() / "output.hex", diag::kBadArtefact);
}

}  // namespace

Result<std::vector<std::vector<std::int64_t>>> run_rtl(const fs::path& out, const net::IntGraph& graph,
                                                       const std::vector<NewInput>& inputs,
                                                       const Watch& watch) {
  KNAP_ASSIGN(const schema::Interface face, load_face(out));
  if (face.network && *face.network != net::hash(graph))
    return Error(diag::kMissingStage, (out / "rtl/interface.json").string(),
                 "is the RTL of another network than model/integer.txt; run 'knap generate' again");
  const fs::path rtl = fs::absolute(out / schema::kRtlFolder), log = fs::absolute(out / "verify/predict.log");
  KNAP_ASSIGN(const std::string text, simulate(rtl, face, inputs, log, watch));
  const schema::StreamPort& port = face.outputs.front();
  Result<std::vector<std::vector<std::int64_t>>> outputs =
      parse_beats(text, port.beats, port.elements_per_beat, static_cast<int>(port.width_bits),
                  port.is_signed(), rtl.string());
  if (outputs.ok() && outputs->size() < inputs.size())
    return Error(diag::kBadArtefact, rtl.string(),
                 fmt::format("the RTL answered to {} inputs of {}", outputs->size(), inputs.size()));
  KNAP_TRY(remove_path(log));
  return outputs;
}

}  // namespace knap::app
