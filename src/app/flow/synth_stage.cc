// synth: netlists for every device, and place-and-route where an open tool exists -> synth/<device>/.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/flow/estimate.h"
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "core/text/described.h"
#include "core/text/json.h"
#include "eda/nextpnr/nextpnr.h"
#include "eda/vivado/project.h"
#include "eda/yosys/synth.h"
#include "hw/device/device.h"
#include "map/plan/plan.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

/// What later parts need of rtl/interface.json.
struct Face {
  std::string top;
  std::map<std::string, std::string> layer_of;
  std::int64_t interval_cycles = 0;
  double period_ns = 0;
};

Result<Face> load_face(const Project& project) {
  const fs::path file = project.file("rtl/interface.json");
  if (!is_file(file))
    return Error(diag::kMissingStage, file.string(), "is missing; run 'knap generate' first");
  KNAP_ASSIGN(const std::string text, read_file(file));
  try {
    const auto json = nlohmann::json::parse(text);
    Face face;
    face.top = json.at("top");
    face.interval_cycles = json.at("interval_cycles");
    face.period_ns = json.at("clocks").at(0).at("period_ns");
    for (const auto& stream : json.at("streams")) face.layer_of[stream.at("instance")] = stream.at("layer");
    return face;
  } catch (const nlohmann::json::exception& problem) {
    return Error(diag::kBadArtefact, file.string(), problem.what());
  }
}

Value layers_table(const std::vector<eda::LayerResources>& layers) {
  ValueArray rows;
  for (const eda::LayerResources& layer : layers) {
    Value row = resources_table(layer.resources);
    Value named{ValueTable{}};
    named.set("name", Value(layer.name));
    for (const TableEntry& entry : std::get<ValueTable>(row.data)) named.set(entry.key, entry.value);
    rows.emplace_back(std::move(named));
  }
  return Value(std::move(rows));
}

Value tool_entry(const eda::ToolInfo& tool) {
  Value entry{ValueTable{}};
  entry.set("name", Value(tool.name));
  entry.set("version", Value(tool.version));
  entry.set("kind", Value(std::string(to_string(tool.kind))));
  return entry;
}

/// Place-and-route of one netlist; adds `placed`, `bitstream` and `inferences_per_s`.
Result<void> place(const Project& project, const hw::Device& device, const Face& face, const fs::path& folder,
                   eda::Toolbox& tools, Value& entry, ValueArray& tool_list, const Watch& watch) {
  eda::PlaceOptions options;
  options.seeds = static_cast<int>(project.config.synth.seeds);
  options.clock_mhz = 1000.0 / face.period_ns;
  options.top = face.top;
  KNAP_ASSIGN(const eda::Placement placement, eda::place_and_route(folder, device, options, tools, watch));
  Value placed{ValueTable{}};
  placed.set("tool", Value(placement.tool.name + " " + placement.tool.version));
  placed.set("seeds", Value(static_cast<std::int64_t>(placement.fmax_mhz.size())));
  placed.set("fmax_mhz", Value(placement.median_mhz()));
  placed.set("fmax_mhz_min", Value(placement.min_mhz()));
  placed.set("fmax_mhz_max", Value(placement.max_mhz()));
  entry.set("placed", std::move(placed));
  entry.set("inferences_per_s",
            Value(placement.median_mhz() * 1e6 / static_cast<double>(face.interval_cycles)));
  entry.set("bitstream",
            Value(fmt::format("synth/{}/{}", device.alias, placement.bitstream.filename().string())));
  tool_list.push_back(tool_entry(placement.tool));
  return {};
}

}  // namespace

Result<Value> run_synth_stage(Project& project, Watch& watch) {
  KNAP_ASSIGN(const Face face, load_face(project));
  eda::Toolbox tools;
  ValueArray devices, tool_list;
  KNAP_ASSIGN(const std::string plan, read_file(project.file("plan.toml"), diag::kMissingStage));
  KNAP_ASSIGN(auto overlays, map::parse_overlays(plan, project.file("plan.toml").string()));
  KNAP_TRY(remove_path(project.file("synth")));
  for (const std::string& name : project.config.synth.devices) {
    KNAP_ASSIGN(const hw::Device device, hw::find_device(name));
    Progress progress;
    progress.task = fmt::format("synth {}", device.alias);
    watch.report(progress);
    eda::SynthOptions options;
    options.top = face.top;
    options.layer_of = face.layer_of;
    options.has_generic_leaves = overlays[std::string(device.alias)].generic_leaves;
    KNAP_ASSIGN(const eda::Synthesis synthesis, eda::synthesise(project.out, device, options, tools, watch));
    const fs::path folder = project.file("synth") / device.alias;
    Value entry{ValueTable{}};
    entry.set("name", Value(std::string(device.alias)));
    entry.set("part", Value(std::string(device.part)));
    entry.set("family", Value(std::string(to_string(device.family))));
    entry.set("tool", Value(synthesis.tool.name + " " + synthesis.tool.version));
    entry.set("stage", Value("post-synthesis netlist"));
    entry.set("resources", resources_table(synthesis.resources.total));
    entry.set("available", resources_table(device.capacity));
    entry.set("share", share_table(synthesis.resources.total, device));
    entry.set("layers", layers_table(synthesis.resources.layers));
    if (tool_list.empty()) tool_list.push_back(tool_entry(synthesis.tool));
    if (project.config.synth.place && hw::has_place_and_route(device.family))
      KNAP_TRY(place(project, device, face, folder, tools, entry, tool_list, watch));
    if (!hw::has_place_and_route(device.family))
      KNAP_TRY(eda::write_vivado_project(
          project.out, device, face.top, face.period_ns,
          options.has_generic_leaves ? std::nullopt : std::optional(device.family)));
    progress.note = fmt::format("done in {:.1f} s", synthesis.seconds);
    watch.report(progress);
    devices.emplace_back(std::move(entry));
  }
  Value sections{ValueTable{}};
  sections.set("tools", Value(std::move(tool_list)));
  sections.set("devices", Value(std::move(devices)));
  return sections;
}

}  // namespace knap::app
