// synth: netlists for every device, and place-and-route where an open tool exists -> synth/<device>/.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/flow/estimate.h"
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/base/diagnostics.h"
#include "core/schema/interface.h"
#include "core/sys/files.h"
#include "eda/nextpnr/critical_path.h"
#include "eda/nextpnr/nextpnr.h"
#include "eda/vivado/project.h"
#include "eda/yosys/cell_delay.h"
#include "eda/yosys/synth.h"
#include "hw/device/device.h"
#include "hw/device/overlay.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

Result<schema::Interface> load_interface(const Project& project) {
  const fs::path file = project.file("rtl/interface.json");
  if (!is_file(file))
    return Error(diag::kMissingStage, file.string(), "is missing; run 'knap generate' first");
  KNAP_ASSIGN(const std::string text, read_file(file));
  return schema::parse_interface(text, file.string());
}

/// Layers instead of instances.
std::vector<schema::PathStep> in_layers(std::vector<schema::PathStep> path, const schema::Interface& face) {
  for (schema::PathStep& step : path) {
    const auto stream =
        std::find_if(face.streams.begin(), face.streams.end(),
                     [&](const schema::LayerStream& layer) { return layer.instance == step.layer; });
    step.layer = stream == face.streams.end() ? "glue" : stream->layer;
  }
  return path;
}

/// Place-and-route of one netlist: `placed`, `bitstream` and `inferences_per_s`.
Result<void> place(const Project& project, const hw::Device& device, const schema::Interface& face,
                   schema::Device& entry, eda::Toolbox& tools, StageResult& result, const Watch& watch) {
  eda::PlaceOptions options;
  options.seeds = static_cast<int>(project.config.synth.seeds);
  // The period is the plan's clock but for the last bits of a division.
  options.clock_mhz = std::round(1e9 / face.clocks.front().period_ns) / 1e6;
  options.top = face.top;
  const fs::path folder = project.file("synth") / device.alias;
  KNAP_ASSIGN(const eda::Placement placement, eda::place_and_route(folder, device, options, tools, watch));
  schema::Placed& placed = entry.placed.emplace();
  placed.tool = placement.tool.name + " " + placement.tool.version;
  placed.seeds = static_cast<std::int64_t>(placement.timing.seeds.size());
  placed.fmax_mhz = placement.median_mhz();
  placed.fmax_mhz_min = placement.min_mhz();
  placed.fmax_mhz_max = placement.max_mhz();
  placed.clock_mhz = options.clock_mhz;
  placed.clock_met = placement.is_clock_met();
  placed.bitstream_fmax_mhz = placement.bitstream_fmax_mhz();
  placed.bitstream_seed = placement.timing.bitstream_seed;
  placed.critical_path = in_layers(placement.critical_path, face);
  entry.inferences_per_s = placement.bitstream_fmax_mhz() * 1e6 / static_cast<double>(face.interval_cycles);
  entry.bitstream = fmt::format("synth/{}/{}", device.alias, placement.bitstream.filename().string());
  result.tools.push_back(to_use(placement.tool));
  result.tools.push_back(to_use(placement.packer));
  const std::string path = eda::in_words(placed.critical_path);
  if (!placed.clock_met)
    result.complaints.push_back(
        {&diag::kTargetMissed, fmt::format("synth/{}", device.alias),
         fmt::format(
             "plan.clock_mhz = {} was asked for, the placement in the bitstream reaches {:.1f} MHz{}; "
             "ask for less, or fold more (a longer plan.interval_cycles)",
             options.clock_mhz, placed.bitstream_fmax_mhz,
             path.empty() ? "" : fmt::format(" (slowest path: {})", path))});
  return {};
}

Result<schema::Device> synthesise(Project& project, const hw::Device& device, const schema::Interface& face,
                                  bool has_generic_leaves, StageResult& result, const Watch& watch) {
  eda::SynthOptions options;
  options.top = face.top;
  for (const schema::LayerStream& stream : face.streams) options.layer_of[stream.instance] = stream.layer;
  options.has_generic_leaves = has_generic_leaves;
  KNAP_TRY(remove_path(project.file("synth") / device.alias));
  KNAP_ASSIGN(const eda::Synthesis synthesis,
              eda::synthesise(project.out, device, options, project.tools, watch));
  schema::Device entry = device_entry(device);
  entry.tool = synthesis.tool.name + " " + synthesis.tool.version;
  entry.stage = "post-synthesis netlist";
  entry.resources = synthesis.cells.resources;
  entry.available = to_cells(device.capacity);
  entry.share = to_shares(eda::to_resources(synthesis.cells.resources), device);
  entry.layers = synthesis.cells.layers;
  result.tools.push_back(to_use(synthesis.tool));
  if (eda::has_cell_delays(device.family)) {
    KNAP_ASSIGN(const eda::CellDelay delay,
                eda::worst_cell_delay(project.file("synth") / device.alias, face.top, project.tools, watch));
    entry.logic = {delay.worst_ns, 1000 / delay.worst_ns, delay.method};
  }
  if (!hw::has_place_and_route(device.family))
    KNAP_TRY(
        eda::write_vivado_project(project.out, device, face.top, face.clocks.front().period_ns,
                                  options.has_generic_leaves ? std::nullopt : std::optional(device.family)));
  else if (project.config.synth.place)
    KNAP_TRY(place(project, device, face, entry, project.tools, result, watch));
  return entry;
}

/// Each tool once.
std::vector<schema::ToolUse> without_repeats(const std::vector<schema::ToolUse>& tools) {
  schema::Report all;
  for (const schema::ToolUse& tool : tools) {
    schema::Report one;
    one.tools.emplace().push_back(tool);
    schema::merge(all, one);
  }
  return all.tools.value_or(std::vector<schema::ToolUse>{});
}

/// A device is a stage within the stage, with a record of its own: after a failure or Ctrl-C, and when only
/// the list of devices has changed, those that are done stay.
Result<StageOutcome> run_device(Project& project, const hw::Device& device, const schema::Interface& face,
                                bool has_generic_leaves, Watch& watch) {
  const std::string name = fmt::format("synth_{}", device.alias),
                    folder = fmt::format("synth/{}", device.alias);
  const auto& table = stages_of(project.config);
  const auto synth =
      std::find_if(table.begin(), table.end(), [](const StageRow& row) { return row.name == "synth"; });
  KNAP_CHECK(synth != table.end());
  StageRow row = *synth;
  row.name = name;
  row.sections = {"synth.place", "synth.seeds"};
  row.outputs = {folder};
  row.prepare = without_refusals([&](Project& own, Watch& own_watch) -> Result<StageResult> {
    StageResult result;
    KNAP_ASSIGN(schema::Device entry, synthesise(own, device, face, has_generic_leaves, result, own_watch));
    result.sections.devices.emplace().push_back(std::move(entry));
    result.tools = without_repeats(result.tools);
    result.sections.tools = result.tools;
    return result;
  });
  return run_stage(row, project, watch);
}

/// Folders of devices that nobody asks for any more.
Result<void> remove_others(const fs::path& synth, const std::vector<hw::Device>& devices) {
  KNAP_TRY(make_folders(synth));
  KNAP_ASSIGN(const std::vector<std::string> files, list_files(synth));
  for (const fs::path file : files)
    if (std::none_of(devices.begin(), devices.end(),
                     [&](const hw::Device& device) { return *file.begin() == device.alias; }))
      KNAP_TRY(remove_path(synth / *file.begin()));
  return {};
}

/// What is to be synthesised, and how.
struct Wanted {
  schema::Interface face;
  std::map<std::string, hw::DeviceOverlay> overlays;
  std::vector<hw::Device> devices;
};

Result<Wanted> load_wanted(const Project& project) {
  Wanted wanted;
  KNAP_ASSIGN(wanted.face, load_interface(project));
  const fs::path plan_file = project.file("plan.toml");
  KNAP_ASSIGN(const std::string plan, read_file(plan_file, diag::kMissingStage));
  KNAP_ASSIGN(wanted.overlays, hw::parse_overlays(plan, plan_file.string()));
  KNAP_ASSIGN(wanted.devices, hw::find_devices(project.config.synth.devices));
  return wanted;
}

Result<StageResult> synthesise_all(Project& project, const Wanted& wanted, Watch& watch) {
  KNAP_TRY(remove_others(project.file("synth"), wanted.devices));
  StageResult result;
  result.sections.devices.emplace();
  for (const hw::Device& device : wanted.devices) {
    Progress progress;
    progress.task = fmt::format("synth {}", device.alias);
    watch.report(progress);
    const auto overlay = wanted.overlays.find(std::string(device.alias));
    const bool has_generic_leaves = overlay != wanted.overlays.end() && overlay->second.generic_leaves;
    KNAP_ASSIGN(const StageOutcome done, run_device(project, device, wanted.face, has_generic_leaves, watch));
    KNAP_CHECK(done.sections.devices && done.sections.tools);
    result.sections.devices->push_back(done.sections.devices->front());
    result.tools.insert(result.tools.end(), done.sections.tools->begin(), done.sections.tools->end());
    result.complaints.insert(result.complaints.end(), done.complaints.begin(), done.complaints.end());
    progress.note = done.cached ? "unchanged" : "done";
    watch.report(progress);
  }
  result.tools = without_repeats(result.tools);
  result.sections.tools = result.tools;
  return result;
}

}  // namespace

Result<Work> prepare_synth_stage(Project& project, Watch&) {
  KNAP_ASSIGN(Wanted wanted, load_wanted(project));
  return Work([&project, wanted = std::move(wanted)](Watch& watch) {
    return synthesise_all(project, wanted, watch);
  });
}
}  // namespace knap::app
