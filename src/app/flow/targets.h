// targets: what the TOML asked for against what the report says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/schema/report.h"

namespace knap::app {

/// Metrics that a target may name.
struct Metric {
  std::string_view name, meaning;
  std::string_view needs;  ///< what must be there for it to be measured
  std::optional<double> (*measure)(const schema::Report&);
};
const std::vector<Metric>& all_metrics();

/// Is a target that could not be measured missed?
enum class Unmeasured { Open, Missed };

/// "sensitivity >= 0.95" and the like, against a report. kUnknownName for a metric that does not exist,
/// kSyntax for what is no comparison. A metric that was not measured has no `got`.
Result<std::vector<schema::Target>> check_targets(const std::vector<std::string>& targets,
                                                  const schema::Report& report, Unmeasured unmeasured);

/// One kTargetMissed per target that is missed; `where` names the key.
std::vector<Diagnostic> missed_targets(const std::vector<schema::Target>& targets, const std::string& where);

}  // namespace knap::app
