// Stage: one step from artefacts to artefacts, cached by the hash of what it reads from disk.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "core/text/value.h"

namespace knap::app {

struct Project;

/// What a stage does when its outputs on disk are not what it wrote.
enum class OnEdit {
  Redo,    ///< made anew
  Keep,    ///< the person's version is taken (plan.toml), and what follows from it redone
  Refuse,  ///< kEdited (the RTL: verify it as it is, or delete it)
};

/// One row of the stage table.
struct StageRow {
  std::string_view name;
  int revision;                            ///< raised when the stage's code gives another result
  std::vector<std::string_view> sections;  ///< of the configuration that it reads
  std::vector<std::string_view> inputs;    ///< files and folders of the output folder that it reads
  std::vector<std::string_view>
      outputs;  ///< files and folders that it owns; written through temporaries, renamed at the end
  OnEdit on_edit;
  /// Does the work; the returned table holds the report.json sections that it fills.
  std::function<Result<Value>(Project&, Watch&)> run;
};

/// What became of a stage in this run.
struct StageOutcome {
  std::string name;
  double seconds = 0;
  bool cached = false;
  Value sections;
};

/// Runs the stage unless its record says that the same inputs gave the outputs that lie there. `extra`:
/// further text that enters the key (tool versions, the data's hash).
Result<StageOutcome> run_stage(const StageRow& row, Project& project, const std::string& extra, Watch& watch);

/// The record of a finished stage, if there is one: its report sections. Null otherwise.
Result<Value> stage_sections(const Project& project, std::string_view name);

/// SHA-256 over names and contents of files and folders (in order of name); absent ones count as such.
Result<std::string> hash_tree(const std::filesystem::path& root, const std::vector<std::string_view>& names);

}  // namespace knap::app
