// Stage: one step from artefacts to artefacts, cached by the hash of what it reads.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "core/schema/record.h"

namespace knap::app {

struct Project;

/// What a stage does when its outputs on disk are not what it wrote.
enum class OnEdit {
  Redo,    ///< made anew
  Keep,    ///< the person's version is taken (plan.toml), and what follows from it redone
  Refuse,  ///< kEdited (the RTL: verify it as it is, or delete it)
};

/// What a stage says when its work is done.
struct StageResult {
  schema::Report sections;             ///< of report.json
  std::vector<schema::ToolUse> tools;  ///< that were called
  std::vector<Diagnostic> complaints;  ///< why the answer is no
};

/// What is left to do of a stage that has not refused.
using Work = std::function<Result<StageResult>(Watch&)>;
/// Refuses what the stage cannot do, with nothing in the folder touched.
using Prepare = std::function<Result<Work>(Project&, Watch&)>;
/// Of a stage that has nothing to refuse beforehand.
Prepare without_refusals(std::function<Result<StageResult>(Project&, Watch&)> run);

/// One row of the stage table.
struct StageRow {
  std::string_view name;
  std::vector<std::string_view> sections = {};  ///< of the configuration that it reads, or keys of them
  /// Keys of the configuration that name files, or output folders with a network, which it reads.
  std::vector<std::string_view> paths = {};
  bool reads_data = false;
  std::vector<std::string_view> inputs = {};    ///< files and folders of the output folder that it reads
  std::vector<std::string_view> examined = {};  ///< likewise, but whoever made them need not be up to date
  /// Files and folders that it owns; written through temporaries, renamed at the end.
  std::vector<std::string_view> outputs = {};
  /// Files and folders that unfinished work leaves, to be gone on with: taken away where other work begins.
  std::vector<std::string_view> unfinished = {};
  /// Rooms and files of src/ that decide about the outputs; the rooms that those may include follow.
  std::vector<std::string_view> sources = {};
  OnEdit on_edit = OnEdit::Redo;
  Prepare prepare = {};
};

/// What became of a stage in this run.
struct StageOutcome {
  std::string name;
  double seconds = 0;
  bool cached = false;
  schema::Report sections;
  std::vector<Diagnostic> complaints;
};

/// Runs the stage unless its record is valid for the files as they lie there; a cached failure complains
/// again. The record and the report of before are gone while it works; what it refuses beforehand leaves the
/// folder as it was.
Result<StageOutcome> run_stage(const StageRow& row, Project& project, Watch& watch);

/// Is the output a person's (plan --from, or edited since), so that it is to be followed and not made anew?
bool is_given(const StageRow& row, const Project& project);

enum class StageState {
  Absent,  ///< it has not run here
  Fresh,   ///< its record is valid for the files as they lie there
  Edited,  ///< its outputs are not what it wrote; what was made of them since is not the worse for it
  Stale,   ///< something that it read has changed since, or a stage before it is stale or has no record
};
/// Of every stage, by name. A stage comes before another when that one reads what it writes.
Result<std::map<std::string_view, StageState>> stage_states(const std::vector<StageRow>& table,
                                                            Project& project, const Watch& watch);

/// Is it that file or folder of the output folder, or something below it?
bool is_inside(std::string_view file, std::string_view folder);

/// The record of a finished stage; nothing where there is none that can be read.
std::optional<schema::StageRecord> load_record(const Project& project, std::string_view name);

}  // namespace knap::app
