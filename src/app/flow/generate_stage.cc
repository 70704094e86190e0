// generate: integer network and plan -> rtl/, and the test vectors that prove it.
#include <fmt/format.h>

#include <algorithm>

#include "app/flow/model.h"
#include "app/flow/stages.h"
#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/text/json.h"
#include "hw/device/device.h"
#include "hw/ir/text.h"
#include "hw/prim/leaves.h"
#include "hw/sv/emit.h"
#include "map/lower/lower.h"
#include "map/plan/plan.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

std::string format_text(const Interval& interval) {
  const int bits = width_bits(interval);
  return to_string(Fixed{interval.is_signed(), bits, 0});
}

Value stream_value(const std::string& name, const std::string& prefix, const map::StreamType& type,
                   const std::string& format) {
  Value table{ValueTable{}};
  table.set("name", Value(name));
  table.set("prefix", Value(prefix));
  table.set("width_bits", Value(static_cast<std::int64_t>(width_bits(type.element))));
  table.set("elements_per_beat", Value(type.lanes));
  table.set("beats", Value(type.beats()));
  table.set("format", Value(format));
  return table;
}

/// docs/interfaces.md; `streams` are the taps of the verification ladder.
Value interface_json(const map::Structure& structure, const map::Lowered& lowered, const map::Plan& plan,
                     const std::string& output_name) {
  Value clock{ValueTable{}};
  clock.set("port", Value("clk"));
  clock.set("reset", Value("rst"));
  clock.set("period_ns", Value(1000.0 / plan.clock_mhz));
  ValueArray streams;
  for (const map::Tap& tap : lowered.taps) {
    Value stream{ValueTable{}};
    stream.set("layer", Value(tap.layer));
    stream.set("node", Value(tap.node));
    stream.set("instance", Value(tap.instance));
    stream.set("lanes", Value(tap.type.lanes));
    stream.set("beats", Value(tap.type.beats()));
    stream.set("width_bits", Value(static_cast<std::int64_t>(width_bits(tap.type.element))));
    stream.set("signed", Value(tap.type.element.is_signed()));
    streams.emplace_back(std::move(stream));
  }
  Value face{ValueTable{}};
  face.set("top", Value(lowered.design.top().name));
  face.set("style", Value("stream"));
  face.set("framing", Value("counted"));
  face.set("clocks", Value(ValueArray{std::move(clock)}));
  face.set(
      "inputs",
      Value(ValueArray{stream_value("samples", "in", structure.input, to_string(structure.input_format))}));
  face.set("outputs", Value(ValueArray{stream_value(output_name, "out", structure.output_type,
                                                    format_text(structure.output_type.element))}));
  face.set("control", Value());
  face.set("latency_cycles", Value(plan.predicted.latency_cycles));
  face.set("interval_cycles", Value(plan.predicted.interval_cycles));
  face.set("streams", Value(std::move(streams)));
  return face;
}

Value constants_json(const std::vector<hw::ConstantSpot>& spots) {
  ValueArray list;
  for (const hw::ConstantSpot& spot : spots) {
    Value entry{ValueTable{}};
    entry.set("layer", Value(spot.layer));
    entry.set("what", Value(spot.what));
    entry.set("file", Value(spot.file));
    entry.set("line", Value(spot.line));
    entry.set("column", Value(spot.column));
    entry.set("digits", Value(static_cast<std::int64_t>(spot.digits)));
    entry.set("base", Value(static_cast<std::int64_t>(spot.base)));
    list.emplace_back(std::move(entry));
  }
  return Value(std::move(list));
}

std::string file_list(const std::vector<std::string>& leaves, const std::vector<std::string>& sources) {
  std::string text;
  for (const std::string& file : leaves) text += file + "\n";
  for (const std::string& file : sources) text += file + "\n";
  return text;
}

/// Everything under rtl/, into `folder`.
Result<void> write_rtl(const fs::path& folder, const map::Structure& structure, const map::Lowered& lowered,
                       const map::Plan& plan, const std::string& output_name) {
  const hw::Emitted emitted = hw::emit(lowered.design);
  KNAP_TRY(make_folders(folder));
  for (const auto& [name, text] : emitted.files) KNAP_TRY(write_file(folder / name, text));
  for (const auto& [name, text] : hw::leaf_files()) {
    KNAP_TRY(make_folders((folder / "prim" / name).parent_path()));
    KNAP_TRY(write_file(folder / "prim" / name, text));
  }
  KNAP_TRY(write_file(folder / hw::source_list(std::nullopt),
                      file_list(hw::leaf_sources(std::nullopt), emitted.sources)));
  for (const hw::Family family : hw::kFamilies)
    KNAP_TRY(
        write_file(folder / hw::source_list(family), file_list(hw::leaf_sources(family), emitted.sources)));
  KNAP_TRY(write_file(folder / "interface.json",
                      print_json(interface_json(structure, lowered, plan, output_name)) + "\n"));
  KNAP_TRY(write_file(folder / "constants.json", print_json(constants_json(emitted.constants), 0) + "\n"));
  return write_file(folder / "design.txt", hw::print(lowered.design));
}

/// verify/input.hex, expected.hex and labels.csv for the first test records.
Result<void> write_vectors(Project& project, const net::IntGraph& graph, const map::Structure& structure,
                           const Watch& watch) {
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  const std::vector<std::uint32_t> records = verify_records(*dataset, project.config.verify.records);
  KNAP_ASSIGN(const std::vector<Prediction> predictions, predict(graph, *dataset, records, watch));
  std::string input, expected, labels = "index,record,label,predicted\n";
  const int bits = width_bits(structure.input.element);
  const auto digits = static_cast<std::size_t>((bits + 3) / 4);
  const bool is_class = std::holds_alternative<net::integer::ArgMax>(graph[graph.outputs().front().node].op);
  const int out_bits = width_bits(structure.output_type.element);
  for (std::size_t i = 0; i < records.size(); ++i) {
    const IntTensor codes = dataset->codes(records[i]);
    for (const std::int64_t code : codes.data)
      input += fmt::format("{:0{}x}\n", static_cast<std::uint64_t>(code) & ((std::uint64_t{1} << bits) - 1),
                           digits);
    const std::vector<std::int64_t> values =
        is_class ? std::vector<std::int64_t>{predictions[i].chosen} : predictions[i].logits;
    for (std::int64_t beat = 0; beat < structure.output_type.beats(); ++beat) {
      // Lane 0 in the lowest bits; logits of several lanes are wider than a word only in exotic plans.
      std::string binary;
      for (std::int64_t lane = structure.output_type.lanes; lane-- > 0;) {
        const auto value = static_cast<std::uint64_t>(
            values[static_cast<std::size_t>(beat * structure.output_type.lanes + lane)]);
        for (int bit = out_bits; bit-- > 0;) binary += (value >> bit & 1U) != 0 ? '1' : '0';
      }
      while (binary.size() % 4 != 0) binary.insert(binary.begin(), '0');
      for (std::size_t d = 0; d < binary.size(); d += 4)
        expected += fmt::format("{:x}", std::stoi(binary.substr(d, 4), nullptr, 2));
      expected += "\n";
    }
    const data::Record& record = dataset->records[records[i]];
    labels += fmt::format("{},{},{},{}\n", i, record.name, record.label,
                          dataset->classes[static_cast<std::size_t>(predictions[i].chosen)]);
  }
  KNAP_TRY(make_folders(project.file("verify")));
  KNAP_TRY(write_file(project.file("verify/input.hex"), input));
  KNAP_TRY(write_file(project.file("verify/expected.hex"), expected));
  return write_file(project.file("verify/labels.csv"), labels);
}

}  // namespace

Result<Value> run_generate_stage(Project& project, Watch& watch) {
  KNAP_ASSIGN(const net::IntGraph graph, load_integer(project.out));
  const fs::path plan_file = project.file("plan.toml");
  if (!is_file(plan_file))
    return Error(diag::kMissingStage, plan_file.string(), "is missing; run 'knap plan' first");
  KNAP_ASSIGN(const std::string plan_text, read_file(plan_file));
  KNAP_ASSIGN(const map::Plan plan, map::parse_plan(plan_text, plan_file.string(), graph));
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(graph, plan.regions));
  const map::Lowered lowered = map::lower(structure, graph, project.top_name(), 1000.0 / plan.clock_mhz);

  // Complete or not at all: into a folder beside, then renamed.
  KNAP_ASSIGN(TempFolder fresh, TempFolder::make(project.out));
  KNAP_TRY(write_rtl(fresh.path() / "rtl", structure, lowered, plan, graph.outputs().front().name));
  KNAP_TRY(remove_path(project.file("rtl")));
  KNAP_TRY(rename_path(fresh.path() / "rtl", project.file("rtl")));
  KNAP_TRY(write_vectors(project, graph, structure, watch));

  Value predicted{ValueTable{}};
  predicted.set("latency", Value(plan.predicted.latency_cycles));
  predicted.set("interval", Value(plan.predicted.interval_cycles));
  Value cycles{ValueTable{}};
  cycles.set("predicted", std::move(predicted));
  Value sections{ValueTable{}};
  sections.set("cycles", std::move(cycles));
  sections.set("deadlock_freedom", Value(plan.deadlock_freedom));
  return sections;
}

}  // namespace knap::app
