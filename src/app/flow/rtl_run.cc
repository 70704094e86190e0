#include "app/flow/rtl_run.h"

#include <fmt/format.h>

#include <sstream>

#include "core/base/diagnostics.h"
#include "core/num/format.h"
#include "core/sys/files.h"
#include "core/text/json.h"
#include "eda/verilator/verilator.h"
#include "verify/ladder/streams.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

/// One end of the design, from rtl/interface.json.
struct End {
  int width_bits = 1;
  std::int64_t lanes = 1, beats = 1;
  bool is_signed = false;
  int beat_bits() const { return width_bits * static_cast<int>(lanes); }
};
struct Face {
  std::string top;
  End in, out;
  std::int64_t latency_cycles = 0, interval_cycles = 0;
};

Result<std::int64_t> count_at(const Value& table, const char* key, const std::string& file) {
  const Value* value = table.find(key);
  const auto* number = value == nullptr ? nullptr : std::get_if<std::int64_t>(&value->data);
  if (number == nullptr || *number < 0 || *number > (std::int64_t{1} << 31))
    return Error(diag::kBadArtefact, file, fmt::format("{} is missing or no count", key));
  return *number;
}

Result<std::string> text_at(const Value& table, const char* key, const std::string& file) {
  const Value* value = table.find(key);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(&value->data);
  if (text == nullptr) return Error(diag::kBadArtefact, file, fmt::format("{} is missing or no text", key));
  return *text;
}

Result<End> parse_end(const Value& face, const char* key, const std::string& file) {
  const Value* list = face.find(key);
  const auto* ends = list == nullptr ? nullptr : std::get_if<ValueArray>(&list->data);
  if (ends == nullptr || ends->size() != 1)
    return Error(diag::kBadArtefact, file, fmt::format("{} is not a list of one stream", key));
  End end;
  KNAP_ASSIGN(const std::int64_t width, count_at(ends->front(), "width_bits", file));
  KNAP_ASSIGN(end.lanes, count_at(ends->front(), "elements_per_beat", file));
  KNAP_ASSIGN(end.beats, count_at(ends->front(), "beats", file));
  KNAP_ASSIGN(const std::string format, text_at(ends->front(), "format", file));
  if (width < 1 || width > 63 || end.lanes < 1 || end.beats < 1)
    return Error(diag::kBadArtefact, file, fmt::format("{} has no beats of 1 to 63 bits per element", key));
  end.width_bits = static_cast<int>(width);
  end.is_signed = format.rfind("ufixed", 0) != 0;
  return end;
}

Result<Face> load_face(const fs::path& out) {
  const fs::path path = out / "rtl/interface.json";
  if (!is_file(path))
    return Error(diag::kMissingStage, path.string(), "is missing; run 'knap generate' first");
  const std::string file = path.string();
  KNAP_ASSIGN(const std::string text, read_file(path, diag::kBadArtefact));
  KNAP_ASSIGN(const Value json, parse_json(text, file));
  Face face;
  KNAP_ASSIGN(face.top, text_at(json, "top", file));
  KNAP_ASSIGN(face.in, parse_end(json, "inputs", file));
  KNAP_ASSIGN(face.out, parse_end(json, "outputs", file));
  KNAP_ASSIGN(face.latency_cycles, count_at(json, "latency_cycles", file));
  KNAP_ASSIGN(face.interval_cycles, count_at(json, "interval_cycles", file));
  return face;
}

/// Drives all beats back to back and writes what comes out, one line per beat, until all is there or nothing
/// moves any more.
std::string testbench(const Face& face, std::size_t inputs) {
  const auto count = static_cast<std::int64_t>(inputs);
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
  {top} dut (.clk(clk), .rst(rst), .in_valid(in_valid), .in_ready(in_ready), .in_data(in_data),
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
                     fmt::arg("in_high", face.in.beat_bits() - 1),
                     fmt::arg("in_beats", count * face.in.beats),
                     fmt::arg("out_high", face.out.beat_bits() - 1),
                     fmt::arg("out_beats", count * face.out.beats), fmt::arg("top", face.top),
                     fmt::arg("patience", 20 * face.interval_cycles + 4 * face.latency_cycles + 2000));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

/// The testbench, its data and the memory images in one folder, from which relative names are found.
Result<void> write_bench(const fs::path& rtl, const fs::path& work, const Face& face,
                         const std::vector<NewInput>& inputs) {
  std::string stimulus;
  for (const NewInput& input : inputs) {
    if (static_cast<std::int64_t>(input.codes.size()) != face.in.beats * face.in.lanes)
      return Error(
          diag::kBadArtefact, (rtl / "interface.json").string(),
          fmt::format("takes {} samples, the network {}", face.in.beats * face.in.lanes, input.codes.size()));
    for (std::int64_t beat = 0; beat < face.in.beats; ++beat)
      stimulus +=
          verify::beat_hex(input.codes.data() + beat * face.in.lanes, face.in.lanes, face.in.width_bits) +
          "\n";
  }
  KNAP_TRY(write_file(work / "input.hex", stimulus));
  KNAP_TRY(write_file(work / "tb.sv", testbench(face, inputs.size())));
  KNAP_ASSIGN(const std::vector<std::string> files, list_files(rtl));
  for (const std::string& file : files)
    if (fs::path(file).extension() == ".mem" || fs::path(file).extension() == ".hex")
      KNAP_TRY(copy_path(rtl / file, work / file));
  return {};
}

}  // namespace

std::vector<std::int64_t> elements_of(std::string_view beat, std::int64_t lanes, int width_bits,
                                      bool is_signed) {
  const auto bit_at = [&](std::int64_t bit) {
    const auto from_right = static_cast<std::size_t>(bit / 4);
    if (from_right >= beat.size()) return false;
    const char digit = beat[beat.size() - 1 - from_right];
    const int value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
    return (value >> (bit % 4) & 1) != 0;
  };
  std::vector<std::int64_t> elements;
  for (std::int64_t lane = 0; lane < lanes; ++lane) {
    std::uint64_t code = 0;
    for (int bit = 0; bit < width_bits; ++bit)
      if (bit_at(lane * width_bits + bit)) code |= std::uint64_t{1} << bit;
    if (is_signed && bit_at(lane * width_bits + width_bits - 1)) code |= ~std::uint64_t{0} << width_bits;
    elements.push_back(static_cast<std::int64_t>(code));
  }
  return elements;
}

Result<std::vector<std::vector<std::int64_t>>> run_rtl(const fs::path& out,
                                                       const std::vector<NewInput>& inputs,
                                                       const Watch& watch) {
  KNAP_ASSIGN(const Face face, load_face(out));
  const fs::path rtl = fs::absolute(out / "rtl");
  KNAP_ASSIGN(const TempFolder work, TempFolder::make());
  KNAP_TRY(write_bench(rtl, work.path(), face, inputs));
  KNAP_ASSIGN(const std::string list, read_file(rtl / "files.f", diag::kBadArtefact));
  eda::SimulationSources sources;
  sources.working_folder = work.path();
  for (const std::string& file : lines_of(list)) sources.files.push_back((rtl / file).string());
  sources.files.push_back((work.path() / "tb.sv").string());
  sources.top = "knap_predict";
  eda::Toolbox tools;
  KNAP_ASSIGN(const fs::path program, eda::build_simulation(sources, work.path() / "build", tools, watch));
  KNAP_TRY(eda::run_simulation(program, work.path(), {}, 1, watch));
  KNAP_ASSIGN(const std::string text, read_file(work.path() / "output.hex", diag::kBadArtefact));
  const std::vector<std::string> beats = lines_of(text);
  if (beats.size() < inputs.size() * static_cast<std::size_t>(face.out.beats))
    return Error(diag::kBadArtefact, rtl.string(),
                 fmt::format("the RTL gave {} beats of {}", beats.size(),
                             inputs.size() * static_cast<std::size_t>(face.out.beats)));
  std::vector<std::vector<std::int64_t>> outputs(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i)
    for (std::int64_t beat = 0; beat < face.out.beats; ++beat) {
      const std::string& line =
          beats[i * static_cast<std::size_t>(face.out.beats) + static_cast<std::size_t>(beat)];
      for (const std::int64_t element :
           elements_of(line, face.out.lanes, face.out.width_bits, face.out.is_signed))
        outputs[i].push_back(element);
    }
  return outputs;
}

}  // namespace knap::app
