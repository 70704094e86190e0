// generate: integer network and plan -> rtl/, and the test vectors that prove it.
#include <fmt/format.h>

#include <algorithm>

#include "app/flow/model.h"
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/base/diagnostics.h"
#include "core/num/beat.h"
#include "core/schema/artefact.h"
#include "core/schema/folder.h"
#include "core/schema/interface.h"
#include "core/sys/files.h"
#include "core/table/csv.h"
#include "hw/device/device.h"
#include "hw/ir/text.h"
#include "hw/prim/leaves.h"
#include "hw/sv/emit.h"
#include "map/lower/lower.h"
#include "map/plan/plan.h"
#include "net/ir/text.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

std::string format_text(const Interval& interval) {
  const int bits = width_bits(interval);
  return to_string(Fixed{interval.is_signed(), bits, 0});
}

schema::StreamPort port_of(const std::string& name, const std::string& prefix, const map::StreamType& type,
                           const std::string& format) {
  return {name, prefix, width_bits(type.element), type.lanes, type.beats(), format};
}

/// `streams` are the taps of the verification ladder.
schema::Interface interface_of(const map::Structure& structure, const map::Lowered& lowered,
                               const map::Plan& plan, const std::string& network,
                               const std::string& output_name) {
  schema::Interface face;
  face.network = network;
  face.top = lowered.design.top().name;
  face.style = "stream";
  face.framing = "counted";
  face.clocks = {{"clk", "rst", 1000.0 / plan.clock_mhz}};
  face.inputs = {port_of("samples", "in", structure.input, to_string(structure.input_format))};
  face.outputs = {
      port_of(output_name, "out", structure.output_type, format_text(structure.output_type.element))};
  face.latency_cycles = plan.predicted.latency_cycles;
  face.interval_cycles = plan.predicted.interval_cycles;
  for (const map::Tap& tap : lowered.taps)
    face.streams.push_back({tap.layer, tap.node, tap.instance, tap.type.lanes, tap.type.beats(),
                            width_bits(tap.type.element), tap.type.element.is_signed()});
  return face;
}

std::vector<schema::ConstantPlace> constants_of(const std::vector<hw::ConstantSpot>& spots) {
  std::vector<schema::ConstantPlace> places;
  places.reserve(spots.size());
  for (const hw::ConstantSpot& spot : spots)
    places.push_back({spot.layer, spot.what, spot.file, spot.line, spot.column, spot.digits, spot.base});
  return places;
}

std::string file_list(const std::vector<std::string>& leaves, const std::vector<std::string>& sources) {
  std::string text;
  for (const std::string& file : leaves) text += file + "\n";
  for (const std::string& file : sources) text += file + "\n";
  return text;
}

/// Everything under rtl/, into `folder`.
Result<void> write_rtl(const fs::path& folder, const map::Structure& structure, const map::Lowered& lowered,
                       const map::Plan& plan, const std::string& network, const std::string& output_name) {
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
                      schema::print_artefact(interface_of(structure, lowered, plan, network, output_name))));
  KNAP_TRY(write_file(folder / "constants.json", schema::print_artefact(constants_of(emitted.constants), 0)));
  return write_file(folder / "design.txt", hw::print(lowered.design));
}

/// verify/input.hex, expected.hex and labels.csv for the first test records.
Result<void> write_vectors(Project& project, const net::IntGraph& graph, const map::Structure& structure,
                           const Watch& watch) {
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  const std::vector<std::uint32_t> records = verify_records(*dataset, project.config.verify.records);
  KNAP_ASSIGN(const std::vector<Prediction> predictions, predict(graph, *dataset, records, watch));
  std::string input, expected, labels = "index,record,label,predicted\n";
  const map::StreamType &in = structure.input, &out = structure.output_type;
  const bool is_class = std::holds_alternative<net::integer::ArgMax>(graph[graph.outputs().front().node].op);
  for (std::size_t i = 0; i < records.size(); ++i) {
    input += print_beats(dataset->codes(records[i]).data, in.lanes, width_bits(in.element));
    const std::vector<std::int64_t> values =
        is_class ? std::vector<std::int64_t>{predictions[i].chosen} : predictions[i].logits;
    expected += print_beats(values, out.lanes, width_bits(out.element));
    const data::Record& record = dataset->records[records[i]];
    labels += fmt::format("{},{},{},{}\n", i, csv_field(record.name), csv_field(record.label),
                          csv_field(dataset->classes[static_cast<std::size_t>(predictions[i].chosen)]));
  }
  KNAP_TRY(make_folders(project.file("verify")));
  KNAP_TRY(write_file(project.file("verify/input.hex"), input));
  KNAP_TRY(write_file(project.file("verify/expected.hex"), expected));
  return write_file(project.file("verify/labels.csv"), labels);
}

}  // namespace

Result<Work> prepare_generate_stage(Project& project, Watch& before) {
  KNAP_ASSIGN(const net::IntGraph graph, load_integer(project.out));
  const fs::path plan_file = project.file("plan.toml");
  if (!is_file(plan_file))
    return Error(diag::kMissingStage, plan_file.string(), "is missing; run 'knap plan' first");
  KNAP_ASSIGN(const std::string plan_text, read_file(plan_file));
  KNAP_ASSIGN(const map::Plan plan, map::parse_plan(plan_text, plan_file.string(), graph));
  KNAP_ASSIGN(const map::Structure structure, map::make_structure(graph, plan.regions));
  const map::Lowered lowered = map::lower(structure, graph, project.module_prefix(), 1000.0 / plan.clock_mhz);
  KNAP_TRY(project.load_data(before));
  return Work([&project, graph, plan, structure, lowered](Watch& watch) -> Result<StageResult> {
    // Complete or not at all: into a folder beside, then renamed.
    KNAP_ASSIGN(TempFolder fresh, TempFolder::make(project.out));
    KNAP_TRY(write_rtl(fresh.path() / schema::kRtlFolder, structure, lowered, plan, net::hash(graph),
                       graph.outputs().front().name));
    KNAP_TRY(remove_path(project.file("verify/result.json")));  // it speaks of the design of before
    KNAP_TRY(remove_path(project.file(schema::kRtlFolder)));
    KNAP_TRY(rename_path(fresh.path() / schema::kRtlFolder, project.file(schema::kRtlFolder)));
    KNAP_TRY(write_vectors(project, graph, structure, watch));
    return StageResult{plan_sections(plan), {}, {}};
  });
}

}  // namespace knap::app
