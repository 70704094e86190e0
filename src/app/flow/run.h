// run: opens a project and climbs through its stages.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/flow/project.h"
#include "app/flow/stage.h"
#include "core/sys/files.h"

namespace knap::app {

/// What the command line asked for.
struct Request {
  std::filesystem::path target;  ///< a project's TOML, or an output folder
  std::filesystem::path out;     ///< --out; empty = out/<project name>
  Overrides overrides;
  std::filesystem::path plan_from;
};

/// What a verb answers: yes or no (exit 1), as JSON and as text.
struct Outcome {
  bool answer = true;
  Value json{ValueTable{}};
  std::string text;
  std::vector<Diagnostic> complaints;  ///< reasons for a no, one line each on stderr
};

/// A project whose output folder is locked; its project.toml is written when a stage begins to work, or at
/// the end.
struct OpenProject {
  Project project;
  FolderLock lock;
};
Result<OpenProject> open_project(const Request& request);
/// A project's file alone: nothing is written, nothing is locked.
Result<Project> load_project(const Request& request);

/// Every stage in order, then the report. The answer is no when a rung of the ladder breaks, the clock or a
/// target is missed.
Result<Outcome> run_all(Project& project, Watch& watch);
/// The named stages only (in the table's order), then the report of what there is by then.
Result<Outcome> run_some(Project& project, const std::vector<std::string>& names, Watch& watch);

/// Cycles and resources of the network that the project describes, without a trained one; writes no report.
Result<Outcome> estimate_before_training(Project& project, Watch& watch);

}  // namespace knap::app
