#include "app/flow/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/flow/stages.h"
#include "app/flow/targets.h"
#include "app/report/html.h"
#include "core/base/diagnostics.h"
#include "core/base/version.h"
#include "core/sys/environment.h"
#include "core/text/json.h"
#include "core/text/toml.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

/// What enters a stage's key beside its sections and files: the identity of the data, for the stages that
/// read it.
Result<std::string> extra_of(const StageRow& row, Project& project, const Watch& watch) {
  const bool reads_data = row.name == "data" || row.name == "train" || row.name == "generate";
  if (!reads_data) return std::string{};
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  return dataset->sha256;
}

/// Adds the entries of `from` to `to`; tables are merged, everything else is replaced.
void merge(Value& to, const Value& from) {
  const auto* table = std::get_if<ValueTable>(&from.data);
  if (table == nullptr) return;
  for (const TableEntry& entry : *table) {
    Value* known = to.find(entry.key);
    if (known != nullptr && known->is_table() && entry.value.is_table()) {
      merge(*known, entry.value);
    } else {
      to.set(entry.key, entry.value);
    }
  }
}

/// Estimates stand beside what was synthesised: devices are merged by name.
void merge_devices(Value& report, const Value& sections) {
  const Value* added = sections.find("devices");
  if (added == nullptr) return;
  if (report.find("devices") == nullptr) report.set("devices", Value(ValueArray{}));
  auto& devices = std::get<ValueArray>(report.find("devices")->data);
  for (const Value& device : std::get<ValueArray>(added->data)) {
    const auto same = std::find_if(devices.begin(), devices.end(), [&](const Value& known) {
      return *known.find("name") == *device.find("name");
    });
    if (same == devices.end()) {
      devices.push_back(device);
    } else {
      merge(*same, device);
    }
  }
}

void add_sections(Value& report, const Value& sections) {
  merge_devices(report, sections);
  Value rest{ValueTable{}};
  if (const auto* table = std::get_if<ValueTable>(&sections.data))
    for (const TableEntry& entry : *table)
      if (entry.key != "devices") rest.set(entry.key, entry.value);
  merge(report, rest);
}

/// Relative errors of estimates, where both numbers are there.
void add_estimate_errors(Value& report) {
  Value* devices = report.find("devices");
  if (devices == nullptr) return;
  for (Value& device : std::get<ValueArray>(devices->data)) {
    const Value* estimate = device.find("estimate");
    const Value* resources = device.find("resources");
    if (estimate == nullptr || resources == nullptr) continue;
    Value errors{ValueTable{}};
    for (const char* key : {"lut", "ff", "dsp", "bram"}) {
      const Value* told = estimate->find(key);
      const Value* real = resources->find(key);
      const auto number = [](const Value* v) {
        return v == nullptr ? 0.0
               : std::holds_alternative<double>(v->data)
                   ? std::get<double>(v->data)
                   : static_cast<double>(std::get<std::int64_t>(v->data));
      };
      if (told != nullptr && real != nullptr)
        errors.set(key, Value((number(told) - number(real)) / std::max(1.0, number(real))));
    }
    device.set("estimate_error", std::move(errors));
  }
}

std::string summary(const Value& report, const fs::path& file) {
  std::string text;
  if (const Value* data = report.find("data");
      data != nullptr && data->find("synthetic") != nullptr && std::get<bool>(data->find("synthetic")->data))
    text += "data: synthetic (generated; figures say nothing about real recordings)\n";
  const auto line = [&](const char* name, const Value* table, const char* key) {
    if (table != nullptr && table->find(key) != nullptr)
      text += fmt::format("{}: {}\n", name, print_json(*table->find(key), 0));
  };
  line("accuracy (integer)", report.find("accuracy"), "integer");
  line("sensitivity", report.find("detection"), "sensitivity");
  line("false alarm rate", report.find("detection"), "false_alarm_rate");
  line("mismatches", report.find("verify"), "mismatches");
  if (const Value* targets = report.find("targets"))
    for (const Value& row : std::get<ValueArray>(targets->data))
      text += fmt::format("target {} {}: {}\n", std::get<std::string>(row.find("name")->data),
                          std::get<std::string>(row.find("wanted")->data),
                          std::get<bool>(row.find("met")->data) ? "met" : "missed");
  return text + fmt::format("report: {}\n", file.string());
}

bool has_mismatches(const Value& report) {
  const Value* verify = report.find("verify");
  const Value* passed = verify == nullptr ? nullptr : verify->find("passed");
  return passed != nullptr && !std::get<bool>(passed->data);
}

/// A folder that holds another project's files, or files that are not knap's, is left alone.
Result<void> check_folder(const fs::path& out, const std::string& project) {
  const fs::path file = out / "project.toml";
  std::error_code code;
  if (!is_folder(out) || fs::is_empty(out, code)) return {};
  const auto refuse = [&](const std::string& message) {
    return Error(diag::kOutput, out.string(), message + "; name another output folder with --out");
  };
  if (!is_file(file)) {
    // An interrupted first run leaves nothing but the lock.
    for (const fs::directory_entry& entry : fs::directory_iterator(out, code))
      if (entry.path().filename().string().rfind(".knap", 0) != 0)
        return refuse("is not empty and no output folder of knap: it has no project.toml");
    return {};
  }
  KNAP_ASSIGN(const std::string text, read_file(file));
  const Result<Value> stored = parse_toml(text, file.string());
  const Value* section = stored.ok() ? stored->find("project") : nullptr;
  const Value* name = section == nullptr ? nullptr : section->find("name");
  if (name == nullptr || *name != Value(project))
    return refuse(name == nullptr ? "holds a project.toml without a project's name"
                                  : fmt::format("belongs to the project {}, not to \"{}\"",
                                                print_toml_value(*name), project));
  return {};
}

}  // namespace

Result<OpenProject> open_project(const Request& request) {
  fs::path file = request.target;
  fs::path out = request.out;
  if (is_folder(file)) {
    if (out.empty()) out = file;
    file /= "project.toml";
    if (!is_file(file))
      return Error(diag::kMissingStage, request.target.string(),
                   "is no output folder of knap: it has no project.toml");
  }
  KNAP_ASSIGN(Config config, load_config(file, request.overrides));
  if (out.empty()) out = fs::path("out") / config.project.name;
  KNAP_TRY(check_folder(out, config.project.name));
  KNAP_ASSIGN(FolderLock lock, FolderLock::take(out));
  Project project;
  project.config = std::move(config);
  project.out = fs::absolute(out).lexically_normal();
  project.data_root = get_env("KNAP_DATA_DIR").value_or("");
  project.edited_plan = request.plan_from;
  KNAP_TRY(write_file(project.file("project.toml"), print(project.config)));
  return OpenProject{std::move(project), std::move(lock)};
}

Result<Value> write_report(Project& project, const std::vector<StageOutcome>& outcomes) {
  Value report{ValueTable{}};
  report.set("schema", Value("knap.report/1"));
  report.set("project", Value(project.config.project.name));
  report.set("seed", Value(project.config.project.seed));
  report.set("knap_version", Value(std::string(version())));
  report.set("commit", Value(std::string(commit())));
  for (const StageRow& row : stage_table()) {
    KNAP_ASSIGN(const Value sections, stage_sections(project, row.name));
    add_sections(report, sections);
  }
  add_estimate_errors(report);
  ValueArray stages;
  for (const StageOutcome& outcome : outcomes) {
    Value stage{ValueTable{}};
    stage.set("name", Value(outcome.name));
    stage.set("seconds", Value(outcome.seconds));
    stage.set("cached", Value(outcome.cached));
    stages.emplace_back(std::move(stage));
  }
  report.set("stages", Value(std::move(stages)));
  KNAP_ASSIGN(Value targets, check_targets(project.config.goal.targets, report));
  report.set("targets", std::move(targets));
  KNAP_TRY(write_file(project.file("report.json"), print_json(report) + "\n"));
  KNAP_TRY(write_file(project.file("report.html"), report_html(report)));
  return report;
}

Result<Outcome> run_some(Project& project, const std::vector<std::string>& names, Watch& watch) {
  // A target that nobody can read is refused before hours of work.
  KNAP_TRY(check_targets(project.config.goal.targets, Value{ValueTable{}}));
  std::vector<StageOutcome> outcomes;
  Outcome outcome;
  for (const StageRow& row : stage_table()) {
    if (std::find(names.begin(), names.end(), row.name) == names.end()) continue;
    KNAP_ASSIGN(const std::string extra, extra_of(row, project, watch));
    Progress progress;
    progress.task = row.name;
    progress.note = "started";
    watch.report(progress);
    KNAP_ASSIGN(StageOutcome done, run_stage(row, project, extra, watch));
    progress.note = done.cached ? "cached" : fmt::format("done in {:.1f} s", done.seconds);
    progress.done = progress.total = 1;
    watch.report(progress);
    add_sections(outcome.json, done.sections);
    outcomes.push_back(std::move(done));
  }
  KNAP_ASSIGN(const Value report, write_report(project, outcomes));
  outcome.answer = !has_mismatches(report);
  outcome.complaints = project.complaints;
  outcome.text = summary(report, project.file("report.html"));
  return outcome;
}

Result<Outcome> run_all(Project& project, Watch& watch) {
  std::vector<std::string> names;
  for (const StageRow& row : stage_table()) names.emplace_back(row.name);
  KNAP_ASSIGN(Outcome outcome, run_some(project, names, watch));
  KNAP_ASSIGN(const std::string text, read_file(project.file("report.json")));
  KNAP_ASSIGN(outcome.json, parse_json(text, "report.json"));
  outcome.answer = outcome.answer && all_met(*outcome.json.find("targets"));
  return outcome;
}

}  // namespace knap::app
