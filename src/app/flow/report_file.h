// report_file: report.json and report.html, from the records that are valid for the files as they lie there.
#pragma once

#include <string>
#include <vector>

#include "app/flow/project.h"
#include "app/flow/stage.h"
#include "app/flow/targets.h"

namespace knap::app {

/// Sections of stages whose record is no longer valid are left out and named in `out_of_date`. `unmeasured`:
/// what targets are that nothing was measured for.
Result<schema::Report> make_report(Project& project, const std::vector<StageOutcome>& outcomes,
                                   Unmeasured unmeasured, const Watch& watch);

/// Writes both files.
Result<void> write_report(const Project& project, const schema::Report& report);

/// "cycles.measured" and the like: what `old` has and `report` has not, by name; a table of which `report`
/// has a part is named key by key, a list likewise.
std::vector<std::string> left_out(const schema::Report& old, const schema::Report& report);

/// Cycles and resources that the sections hold, for the terminal: a line each.
std::string figures(const schema::Report& sections);

/// A few lines for the terminal.
std::string summary(const schema::Report& report, const std::filesystem::path& file);

}  // namespace knap::app
