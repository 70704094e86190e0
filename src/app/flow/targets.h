// targets: what the TOML asked for against what the report says.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/text/value.h"

namespace knap::app {

/// Metrics that a target may name, each with the path in report.json it stands for.
struct Metric {
  std::string_view name, path, meaning;
};
const std::vector<Metric>& all_metrics();

/// "sensitivity >= 0.95" and the like, against a report: rows {name, wanted, got, met}. kUnknownName for a
/// metric that does not exist, kSyntax for what is no comparison. A metric that was not measured is not met
/// and has no `got`.
Result<Value> check_targets(const std::vector<std::string>& targets, const Value& report);

/// Are all rows met?
bool all_met(const Value& rows);

}  // namespace knap::app
