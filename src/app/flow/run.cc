#include "app/flow/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/config/locate.h"
#include "app/flow/dense.h"
#include "app/flow/device_plan.h"
#include "app/flow/model.h"
#include "app/flow/rehearsal.h"
#include "app/flow/report_file.h"
#include "app/flow/stages.h"
#include "core/base/diagnostics.h"
#include "core/sys/environment.h"
#include "core/text/toml.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;

void report_progress(const StageRow& row, const char* note, double share, Watch& watch) {
  Progress progress;
  progress.task = row.name;
  progress.note = note;
  progress.done = share;
  progress.total = share > 0 ? 1 : 0;
  watch.report(progress);
}

/// What an earlier stage made and somebody has taken away since is a wrong input, not a stage that was
/// forgotten.
Error with_losses(const Project& project, const Error& error) {
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  for (Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.kind != &diag::kMissingStage) continue;
    const std::string name = fs::path(diagnostic.where).lexically_relative(project.out).generic_string();
    for (const StageRow& row : stages_of(project.config))
      for (const std::string_view output : row.outputs)
        if (is_inside(name, output) && load_record(project, row.name)) diagnostic.kind = &diag::kBadArtefact;
  }
  return Error(std::move(diagnostics));
}

/// Runs the stages until one fails.
Result<void> climb(Project& project, const std::vector<std::string>& names,
                   std::vector<StageOutcome>& outcomes, Watch& watch) {
  for (const StageRow& row : stages_of(project.config)) {
    if (std::find(names.begin(), names.end(), row.name) == names.end()) continue;
    report_progress(row, "started", 0, watch);
    Result<StageOutcome> ran = run_stage(row, project, watch);
    if (!ran.ok()) return with_losses(project, ran.error());
    StageOutcome done = *std::move(ran);
    report_progress(row, done.cached ? "done before" : fmt::format("done in {:.1f} s", done.seconds).c_str(),
                    1, watch);
    outcomes.push_back(std::move(done));
  }
  return {};
}

/// A changed wish for the plan is held against the network that is there by whichever verb it is given to:
/// kept unseen, the next call would be refused. Another network's rehearsal knows that one.
Result<void> check_changed_plan(Project& project, const std::vector<std::string>& names, const Watch& watch) {
  const fs::path stored = project.file("project.toml");
  if (!is_file(stored) || !is_file(project.file("model/integer.txt")) || has_given_plan(project)) return {};
  if (std::find(names.begin(), names.end(), "plan") != names.end()) return {};
  const Result<Config> before = load_config(stored, {});
  if (!before.ok()) return {};
  const auto is_same = [&](const char* section) {
    return print_section(*before, section) == print_section(project.config, section);
  };
  for (const char* section : {"project.seed", "data", "network", "train", "decision"})
    if (!is_same(section)) return {};
  if (before->compress.has_value() != project.config.compress.has_value()) return {};
  if (is_same("plan") && is_same("synth.devices")) return {};
  KNAP_ASSIGN(const net::IntGraph graph, load_integer(project.out));
  KNAP_ASSIGN(const map::PlanOptions options, plan_options(project));
  KNAP_TRY(plan_for_devices(project, graph, options, watch));
  return {};
}

/// The report is written even when a stage fails: that of before would stand beside newer files.
Result<schema::Report> run_stages(Project& project, const std::vector<std::string>& names,
                                  Unmeasured unmeasured, std::vector<StageOutcome>& outcomes, Watch& watch) {
  // A target that nobody can read is refused before hours of work.
  KNAP_TRY(check_targets(project.config.goal.targets, {}, Unmeasured::Open));
  KNAP_TRY(check_changed_plan(project, names, watch));
  const Result<void> climbed = climb(project, names, outcomes, watch);
  // A refusal before anything was touched may be taken back: the folder is as it was, and so is its report.
  if (!climbed.ok() && !project.has_begun) return climbed.error();
  if (climbed.ok()) KNAP_TRY(keep_config(project));
  const Watch calm;  // after Ctrl-C, too
  Result<schema::Report> report =
      make_report(project, outcomes, climbed.ok() ? unmeasured : Unmeasured::Open, calm);
  if (!report.ok()) {
    KNAP_TRY(remove_path(project.file("report.json")));
    KNAP_TRY(remove_path(project.file("report.html")));
  } else {
    if (const Result<void> written = write_report(project, *report); climbed.ok()) KNAP_TRY(written);
  }
  KNAP_TRY(climbed);
  return report;
}

Outcome outcome_of(const Project& project, const schema::Report& report,
                   const std::vector<StageOutcome>& outcomes) {
  Outcome outcome;
  for (const StageOutcome& stage : outcomes)
    outcome.complaints.insert(outcome.complaints.end(), stage.complaints.begin(), stage.complaints.end());
  outcome.answer = outcome.complaints.empty();
  outcome.text = summary(report, project.file("report.html"));
  const auto planned = std::any_of(outcomes.begin(), outcomes.end(),
                                   [](const StageOutcome& stage) { return stage.name == "plan"; });
  if (planned && has_given_plan(project))
    outcome.text = fmt::format(
                       "{} is yours (edited, or of --from) and is followed, [plan] is not; delete it to "
                       "have one made\n",
                       project.file("plan.toml").string()) +
                   outcome.text;
  return outcome;
}

bool has_estimate(const schema::Report& report) {
  return report.devices &&
         std::any_of(report.devices->begin(), report.devices->end(),
                     [](const schema::Device& device) { return device.estimate.has_value(); });
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

Result<Project> load_project(const Request& request) {
  Project project;
  KNAP_ASSIGN(project.config, load_config(request.target, request.overrides));
  project.data_root = get_env("KNAP_DATA_DIR").value_or("");
  return project;
}

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
  Request of_file = request;
  of_file.target = file;
  KNAP_ASSIGN(Project project, load_project(of_file));
  if (out.empty()) out = fs::path("out") / project.config.project.name;
  KNAP_TRY(check_folder(out, project.config.project.name));
  KNAP_ASSIGN(FolderLock lock, FolderLock::take(out));
  KNAP_TRY(remove_leftovers(out));
  project.out = fs::absolute(out).lexically_normal();
  project.edited_plan = request.plan_from;
  project.tools = eda::Toolbox({}, project.file(".knap/tools.json"));
  KNAP_TRY(located(check_targets(project.config.goal.targets, {}, Unmeasured::Open), project.config.places));
  return OpenProject{std::move(project), std::move(lock)};
}

Result<Outcome> run_some(Project& project, const std::vector<std::string>& names, Watch& watch) {
  std::vector<StageOutcome> outcomes;
  KNAP_ASSIGN(const schema::Report report, run_stages(project, names, Unmeasured::Open, outcomes, watch));
  Outcome outcome = outcome_of(project, report, outcomes);
  schema::Report sections;
  for (const StageOutcome& stage : outcomes) schema::merge(sections, stage.sections);
  outcome.text = figures(sections) + outcome.text;
  if (const bool is_proof = sections.verify && !report.verify;
      is_proof || (has_estimate(sections) && !has_estimate(report)))
    outcome.text = fmt::format(
                       "the {} is of the files as they lie there; they are not what the stages before would "
                       "make now, so the report leaves it out\n",
                       is_proof ? "proof" : "estimate") +
                   outcome.text;
  sections.out_of_date = report.out_of_date;
  outcome.json = to_value(names.empty() ? report : sections);
  return outcome;
}

Result<Outcome> run_all(Project& project, Watch& watch) {
  std::vector<std::string> names;
  for (const StageRow& row : stages_of(project.config)) names.emplace_back(row.name);
  std::vector<StageOutcome> outcomes;
  KNAP_ASSIGN(const schema::Report report, run_stages(project, names, Unmeasured::Missed, outcomes, watch));
  Outcome outcome = outcome_of(project, report, outcomes);
  outcome.json = to_value(report);
  for (Diagnostic& missed : missed_targets(*report.targets, "goal.targets")) {
    outcome.complaints.push_back(std::move(missed));
    outcome.answer = false;
  }
  return outcome;
}

Result<Outcome> estimate_before_training(Project& project, Watch& watch) {
  KNAP_TRY(check_targets(project.config.goal.targets, {}, Unmeasured::Open));
  KNAP_ASSIGN(const schema::Report sections, estimate_untrained(project, watch));
  Outcome outcome;
  outcome.json = to_value(sections);
  outcome.text =
      fmt::format("estimate of the untrained network{} (random weights, formats of a few records)\n",
                  project.config.compress ? " before compression" : "");
  outcome.text += figures(sections);
  return outcome;
}

}  // namespace knap::app
