#include "app/flow/stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "app/flow/project.h"
#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "core/base/sources.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"

namespace knap::app {
namespace {

namespace fs = std::filesystem;
using schema::StageRecord;

fs::path record_file(const Project& project, std::string_view name) {
  return project.out / ".knap" / fmt::format("{}.json", name);
}

Result<void> save_record(const Project& project, std::string_view name, const StageRecord& record) {
  KNAP_TRY(make_folders(project.out / ".knap"));
  return write_file(record_file(project, name), schema::print_artefact(record));
}

/// While a stage works, and when it is killed: nothing of what it was is valid, but what it said is known to
/// be out of date. Whether a plan is a person's stays known.
StageRecord unfinished(StageRecord record, bool given) {
  record.key.clear();
  if (!given) record.outputs.clear();  // what a killed stage leaves is nobody's edit
  record.is_given = given;
  return record;
}

/// The key of the work that has begun and not ended.
fs::path begun_file(const Project& project, std::string_view name) {
  return project.out / ".knap" / fmt::format("{}.begun", name);
}

/// What the stage would be made of now.
struct Identity {
  std::string key, data_fingerprint, data_sha256;
};

/// A record's data are the present ones when the files' names, sizes and times are the same: then they need
/// not be read. Data that are not there any more do not make what was made of them wrong.
Result<void> identify_data(const std::optional<StageRecord>& record, Project& project, const Watch& watch,
                           Identity& identity) {
  const Result<std::string> fingerprint = project.data_fingerprint();
  if (record && (!fingerprint.ok() || *fingerprint == record->data_fingerprint)) {
    identity.data_fingerprint = record->data_fingerprint;
    identity.data_sha256 = record->data_sha256;
    return {};
  }
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  KNAP_ASSIGN(identity.data_fingerprint, project.data_fingerprint());
  identity.data_sha256 = dataset->sha256;
  return {};
}

Result<Identity> identify(const StageRow& row, const std::optional<StageRecord>& record, Project& project,
                          const Watch& watch) {
  Identity identity;
  Sha256 hash;
  hash.add(fmt::format("{}\n", row.name));
  for (const std::string_view section : row.sections)
    hash.add(fmt::format("[{}]\n{}\n", section, print_section(project.config, section)));
  for (const std::string_view key : row.paths) {
    const fs::path path = path_in(project.config, key);
    const bool is_output = is_folder(path);
    const std::string name = path.filename().string();
    KNAP_ASSIGN(const std::string found,
                project.hashes.tree(is_output ? path : path.parent_path(),
                                    is_output ? std::vector<std::string_view>{"model", "data"}
                                              : std::vector<std::string_view>{name}));
    hash.add(found).add("\n");
  }
  KNAP_ASSIGN(const std::string inputs, project.hashes.tree(project.out, row.inputs));
  KNAP_ASSIGN(const std::string examined, project.hashes.tree(project.out, row.examined));
  hash.add(inputs).add("\n").add(examined).add("\n").add(hash_of_rooms(row.sources)).add("\n");
  if (row.reads_data) {
    KNAP_TRY(identify_data(record, project, watch, identity));
    hash.add(identity.data_sha256);
  }
  identity.key = hash.finish();
  return identity;
}

/// A tool of another version would perhaps make something else; one that is not here cannot be asked.
bool has_same_tools(const StageRecord& record, Project& project, const Watch& watch) {
  return std::all_of(record.tools.begin(), record.tools.end(), [&](const schema::ToolUse& used) {
    const std::optional<schema::ToolUse> now = project.tool_named(used.name, watch);
    return !now || *now == used;
  });
}

Result<StageState> state_of(const StageRow& row, const StageRecord& record, const Identity& identity,
                            Project& project, const Watch& watch) {
  if (record.key != identity.key || !has_same_tools(record, project, watch)) return StageState::Stale;
  KNAP_ASSIGN(const std::string outputs, project.hashes.tree(project.out, row.outputs));
  return outputs == record.outputs ? StageState::Fresh : StageState::Edited;
}

bool has_all_outputs(const StageRow& row, const Project& project) {
  return std::all_of(row.outputs.begin(), row.outputs.end(), [&](std::string_view output) {
    return is_file(project.out / output) || is_folder(project.out / output);
  });
}

bool is_edited(const StageRow& row, const StageRecord& record, const Project& project) {
  if (record.outputs.empty() || !has_all_outputs(row, project)) return false;
  const Result<std::string> outputs = project.hashes.tree(project.out, row.outputs);
  return outputs.ok() && *outputs != record.outputs;
}

Result<void> refuse_edits(const StageRow& row, const StageRecord& record, const Project& project) {
  if (row.on_edit != OnEdit::Refuse || !is_edited(row, record, project)) return {};
  return Error(
      diag::kEdited, project.file(row.outputs.front()).string(),
      fmt::format("is not as 'knap {}' wrote it (a file was edited, added or taken away); 'knap verify' "
                  "proves it as it is, or delete the folder to have it made anew",
                  row.name));
}

/// Of other work nothing stays: its files would pass for this one's.
Result<void> clear_other_work(const StageRow& row, const std::string& key, const Project& project) {
  if (row.unfinished.empty()) return {};
  const fs::path file = begun_file(project, row.name);
  if (const Result<std::string> begun = read_file(file); begun.ok() && *begun == key) return {};
  for (const std::string_view path : row.unfinished) KNAP_TRY(remove_path(project.file(path)));
  KNAP_TRY(make_folders(file.parent_path()));
  return write_file(file, key);
}

/// From here on the folder is of this configuration, and what it said of the stage is true no more.
Result<void> begin(const StageRow& row, const std::optional<StageRecord>& record, bool given,
                   const std::string& key, Project& project) {
  project.has_begun = true;
  KNAP_TRY(keep_config(project));
  if (record) KNAP_TRY(save_record(project, row.name, unfinished(*record, given)));
  KNAP_TRY(remove_path(project.file("report.json")));
  KNAP_TRY(remove_path(project.file("report.html")));
  return clear_other_work(row, key, project);
}

/// Does `later` read what `row` writes?
bool comes_before(const StageRow& row, const StageRow& later) {
  for (const std::string_view output : row.outputs)
    for (const std::string_view input : later.inputs)
      if (is_inside(output, input) || is_inside(input, output)) return true;
  return false;
}

}  // namespace

Prepare without_refusals(std::function<Result<StageResult>(Project&, Watch&)> run) {
  return [run = std::move(run)](Project& project, Watch&) -> Result<Work> {
    return Work([run, &project](Watch& watch) { return run(project, watch); });
  };
}

bool is_inside(std::string_view file, std::string_view folder) {
  return file == folder || (file.size() > folder.size() && file.substr(0, folder.size()) == folder &&
                            file[folder.size()] == '/');
}

std::optional<StageRecord> load_record(const Project& project, std::string_view name) {
  const fs::path file = record_file(project, name);
  if (!is_file(file)) return std::nullopt;
  const Result<std::string> text = read_file(file);
  if (!text.ok()) return std::nullopt;
  Result<StageRecord> record = schema::parse_artefact<StageRecord>(*text, file.string());
  if (!record.ok()) return std::nullopt;  // as good as none: the stage is done again
  return *std::move(record);
}

bool is_given(const StageRow& row, const Project& project) {
  if (row.on_edit != OnEdit::Keep) return false;
  if (!project.edited_plan.empty()) return true;
  const std::optional<StageRecord> record = load_record(project, row.name);
  return record && has_all_outputs(row, project) && (record->is_given || is_edited(row, *record, project));
}

Result<StageOutcome> run_stage(const StageRow& row, Project& project, Watch& watch) {
  KNAP_TRY(watch.check(std::string(row.name)));
  const std::optional<StageRecord> record = load_record(project, row.name);
  KNAP_ASSIGN(const Identity identity, identify(row, record, project, watch));
  const bool given = is_given(row, project);
  StageOutcome outcome;
  outcome.name = row.name;
  if (record && (row.on_edit != OnEdit::Keep || project.edited_plan.empty())) {
    KNAP_ASSIGN(const StageState state, state_of(row, *record, identity, project, watch));
    outcome.cached = state == StageState::Fresh;
    if (outcome.cached) {
      outcome.seconds = record->seconds;
      outcome.sections = record->sections;
      outcome.complaints = schema::to_diagnostics(record->complaints);
      return outcome;
    }
    KNAP_TRY(refuse_edits(row, *record, project));
  }
  const auto start = std::chrono::steady_clock::now();
  KNAP_ASSIGN(const Work work, row.prepare(project, watch));
  KNAP_TRY(begin(row, record, given, identity.key, project));
  KNAP_ASSIGN(StageResult result, work(watch));
  StageRecord done;
  done.key = identity.key;
  done.data_fingerprint = identity.data_fingerprint;
  done.data_sha256 = identity.data_sha256;
  done.is_given = given;
  done.tools = std::move(result.tools);
  done.complaints = schema::to_complaints(result.complaints);
  done.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  done.sections = std::move(result.sections);
  KNAP_ASSIGN(done.outputs, project.hashes.tree(project.out, row.outputs));
  KNAP_TRY(save_record(project, row.name, done));
  KNAP_TRY(remove_path(begun_file(project, row.name)));
  outcome.seconds = done.seconds;
  outcome.sections = std::move(done.sections);
  outcome.complaints = std::move(result.complaints);
  return outcome;
}

Result<std::map<std::string_view, StageState>> stage_states(const std::vector<StageRow>& table,
                                                            Project& project, const Watch& watch) {
  std::map<std::string_view, StageState> states;
  for (const StageRow& row : table) {
    StageState& state = states[row.name];
    const std::optional<StageRecord> record = load_record(project, row.name);
    if (!record) continue;
    for (const StageRow& earlier : table)
      if (&earlier < &row && comes_before(earlier, row) &&
          (states[earlier.name] == StageState::Stale || states[earlier.name] == StageState::Absent))
        state = StageState::Stale;
    if (state == StageState::Stale) continue;
    // Data that cannot be read any more are other data; to say so is for the stages that read them.
    const Result<Identity> identity = identify(row, record, project, watch);
    state = StageState::Stale;
    if (!identity.ok()) continue;
    KNAP_ASSIGN(state, state_of(row, *record, *identity, project, watch));
  }
  return states;
}

}  // namespace knap::app
