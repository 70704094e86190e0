#include "app/flow/report_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/flow/stages.h"
#include "app/report/html.h"
#include "core/base/version.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"

namespace knap::app {
namespace {

/// Relative errors of estimates, where both numbers are there.
void add_estimate_errors(schema::Report& report) {
  if (!report.devices) return;
  for (schema::Device& device : *report.devices) {
    if (!device.estimate || !device.resources) continue;
    const auto error = [](double told, double real) { return (told - real) / std::max(1.0, real); };
    const auto of = [&](std::int64_t schema::Cells::*cells) {
      return error(static_cast<double>((*device.estimate).*cells),
                   static_cast<double>((*device.resources).*cells));
    };
    device.estimate_error =
        schema::EstimateErrors{of(&schema::Cells::lut), of(&schema::Cells::ff), of(&schema::Cells::dsp),
                               error(device.estimate->bram, device.resources->bram)};
  }
}

/// Keys of all tables of a list.
std::set<std::string> keys_of(const Value& list) {
  std::set<std::string> keys;
  if (const auto* array = std::get_if<ValueArray>(&list.data))
    for (const Value& item : *array)
      if (const auto* table = std::get_if<ValueTable>(&item.data))
        for (const TableEntry& entry : *table) keys.insert(entry.key);
  return keys;
}

bool is_list_of_tables(const Value& value) {
  const auto* array = std::get_if<ValueArray>(&value.data);
  return array != nullptr && !array->empty() && array->front().is_table();
}

/// Quantising that costs more than a point is told layer by layer, the greatest loss first.
std::string loss_lines(const schema::Accuracy& accuracy) {
  const std::optional<double> lost = accuracy.quantising_loss();
  if (!lost || *lost <= 0.01) return {};
  std::vector<schema::LayerLoss> losses = accuracy.lost_by_layer.value_or(std::vector<schema::LayerLoss>{});
  std::string text =
      fmt::format("quantising costs {:.1f} points of accuracy{}\n", 100 * *lost,
                  losses.empty() ? "" : "; each layer alone, on validation:");  // nobody judges after pruning
  std::stable_sort(losses.begin(), losses.end(), [](const schema::LayerLoss& a, const schema::LayerLoss& b) {
    return a.points > b.points;
  });
  for (const schema::LayerLoss& loss : losses)
    text += fmt::format("  {}: {:.1f} points\n", loss.layer, loss.points);
  return text;
}

/// The command that makes the stage's sections anew: its own verb when only it is behind.
std::string command_for(const StageRow& row, const std::map<std::string_view, StageState>& states) {
  if (states.at(row.name) == StageState::Edited && row.on_edit == OnEdit::Refuse)
    return fmt::format("run knap run, once {} is deleted", row.outputs.front());
  const auto stale = std::count_if(states.begin(), states.end(), [](const auto& entry) {
    return entry.second == StageState::Stale || entry.second == StageState::Edited;
  });
  const bool has_verb = row.name != "data" && row.name != "dense";  // data belong to `train`, dense/ to `run`
  return stale == 1 && has_verb ? fmt::format("run knap {}", row.name) : "run knap run";
}

}  // namespace

std::vector<std::string> left_out(const schema::Report& old, const schema::Report& report) {
  const Value was = to_value(old), now = to_value(report);
  std::vector<std::string> names;
  for (const TableEntry& entry : std::get<ValueTable>(was.data)) {
    const Value* known = now.find(entry.key);
    if (known == nullptr) {
      names.push_back(entry.key);
    } else if (const auto* table = std::get_if<ValueTable>(&entry.value.data)) {
      for (const TableEntry& part : *table)
        if (known->find(part.key) == nullptr) names.push_back(entry.key + "." + part.key);
    } else if (is_list_of_tables(entry.value)) {
      const std::set<std::string> kept = keys_of(*known);
      for (const std::string& key : keys_of(entry.value))
        if (kept.count(key) == 0) names.push_back(entry.key + "." + key);
    }
  }
  return names;
}

Result<schema::Report> make_report(Project& project, const std::vector<StageOutcome>& outcomes,
                                   Unmeasured unmeasured, const Watch& watch) {
  schema::Report report;
  report.schema = "knap.report/1";
  report.project = project.config.project.name;
  report.seed = project.config.project.seed;
  report.knap_version = version();
  report.commit = commit();
  KNAP_ASSIGN(const auto states, stage_states(stages_of(project.config), project, watch));
  for (const StageRow& row : stages_of(project.config))
    if (states.at(row.name) == StageState::Fresh)
      schema::merge(report, load_record(project, row.name)->sections);
  std::map<std::string, std::string> out_of_date;
  for (const StageRow& row : stages_of(project.config)) {
    const StageState state = states.at(row.name);
    if (state != StageState::Stale && state != StageState::Edited) continue;
    for (const std::string& section : left_out(load_record(project, row.name)->sections, report))
      out_of_date.emplace(section, command_for(row, states));
  }
  if (!out_of_date.empty()) report.out_of_date = std::move(out_of_date);
  add_estimate_errors(report);
  for (const StageOutcome& outcome : outcomes) {
    if (!report.stages) report.stages.emplace();
    report.stages->push_back({outcome.name, outcome.seconds, outcome.cached});
  }
  KNAP_ASSIGN(report.targets, check_targets(project.config.goal.targets, report, unmeasured));
  return report;
}

Result<void> write_report(const Project& project, const schema::Report& report) {
  KNAP_TRY(write_file(project.file("report.json"), schema::print_artefact(report)));
  return write_file(project.file("report.html"), report_html(report));
}

std::string figures(const schema::Report& sections) {
  std::string text;
  const auto cycles = [&](const char* how, const std::optional<schema::LatencyInterval>& told) {
    if (told) text += fmt::format("cycles {}: latency {}, interval {}\n", how, told->latency, told->interval);
  };
  if (sections.cycles) {
    cycles("by the plan", sections.cycles->predicted);
    cycles("by RTL simulation", sections.cycles->measured);
  }
  const auto cells = [&](const std::string& name, const char* how, const schema::Cells& c) {
    text += fmt::format("{} {}: {} LUT, {} FF, {} DSP, {} BRAM\n", name, how, c.lut, c.ff, c.dsp, c.bram);
  };
  for (const schema::Device& device : sections.devices.value_or(std::vector<schema::Device>{})) {
    if (device.resources) cells(device.name, "netlist", *device.resources);
    if (device.estimate) {
      cells(device.name, "estimate", *device.estimate);
      for (const schema::LayerCells& layer : device.estimate->layers) cells("  " + layer.name, "", layer);
    }
    if (device.placed)
      text += fmt::format("{} placed: {:.1f} MHz in the bitstream, {:.1f} to {:.1f} over {} seeds\n",
                          device.name, device.placed->bitstream_fmax_mhz, device.placed->fmax_mhz_min,
                          device.placed->fmax_mhz_max, device.placed->seeds);
  }
  return text;
}

std::string summary(const schema::Report& report, const std::filesystem::path& file) {
  std::string text;
  const auto line = [&](const char* name, const auto& value) {
    if (value) text += fmt::format("{}: {}\n", name, *value);
  };
  if (report.data && report.data->synthetic)
    text += "data: synthetic (generated; figures say nothing about real recordings)\n";
  if (report.accuracy) {
    line("accuracy (integer)", report.accuracy->integer);
    text += loss_lines(*report.accuracy);
  }
  if (report.detection) {
    line("sensitivity", report.detection->sensitivity);
    line("false alarm rate", report.detection->false_alarm_rate);
  }
  if (report.verify) text += fmt::format("mismatches: {}\n", report.verify->mismatches);
  for (const schema::Target& target : report.targets.value_or(std::vector<schema::Target>{}))
    text += fmt::format("target {} {}{}{}", target.name, target.wanted,
                        target.got ? fmt::format(" (got {})", *target.got) : "",
                        !target.met   ? ": not measured yet\n"
                        : *target.met ? ": met\n"
                                      : ": missed\n");
  if (report.out_of_date) {
    std::map<std::string, std::string> by_command;
    for (const auto& [section, command] : *report.out_of_date)
      by_command[command] += (by_command[command].empty() ? "" : ", ") + section;
    for (const auto& [command, sections] : by_command)
      text += fmt::format("out of date: {}: {} {}\n", sections, command, file.parent_path().string());
  }
  return text + fmt::format("report: {}\n", file.string());
}

}  // namespace knap::app
