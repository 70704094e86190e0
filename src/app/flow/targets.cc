#include "app/flow/targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/diagnostics.h"
#include "core/goal/constraint.h"

namespace knap::app {
namespace {

std::optional<double> number_of(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value.data)) return static_cast<double>(*integer);
  if (const auto* real = std::get_if<double>(&value.data)) return *real;
  return std::nullopt;
}

/// Walks "a.b.c"; "devices.<max>.x" takes the greatest, "<min>" the least over a list or table.
std::optional<double> pick(const Value& value, std::string_view path) {
  if (path.empty()) return number_of(value);
  const std::size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  const std::string_view rest = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  if (head == "<max>" || head == "<min>") {
    std::optional<double> best;
    const auto take = [&](const Value& item) {
      const std::optional<double> found = pick(item, rest);
      if (found && (!best || (head == "<max>" ? *found > *best : *found < *best))) best = found;
    };
    if (const auto* list = std::get_if<ValueArray>(&value.data))
      for (const Value& item : *list) take(item);
    if (const auto* table = std::get_if<ValueTable>(&value.data))
      for (const TableEntry& entry : *table) take(entry.value);
    return best;
  }
  const Value* next = value.find(head);
  return next == nullptr ? std::nullopt : pick(*next, rest);
}

std::optional<double> measure(const Metric& metric, const Value& report) {
  if (metric.name != "accuracy_drop") return pick(report, metric.path);
  const auto real = pick(report, "accuracy.float"), integer = pick(report, "accuracy.integer");
  if (!real || !integer) return std::nullopt;
  return *real - *integer;
}

}  // namespace

const std::vector<Metric>& all_metrics() {
  static const std::vector<Metric> metrics = {
      {"accuracy", "accuracy.integer", "share of the test split that the integer network classifies rightly"},
      {"accuracy_drop", "", "accuracy of the float network minus that of the integer network"},
      {"sensitivity", "detection.sensitivity", "share of the positive class that is detected"},
      {"false_alarm_rate", "detection.false_alarm_rate",
       "share of the other class that is taken for the positive one"},
      {"weights", "model.weights", "weights and biases"},
      {"weight_bits", "model.weight_bits_max", "widest weight"},
      {"mismatches", "verify.mismatches", "beats that differ anywhere on the ladder"},
      {"interval_cycles", "cycles.measured.interval", "measured cycles between inferences"},
      {"latency_cycles", "cycles.measured.latency", "measured cycles of one inference"},
      {"device_share", "devices.<max>.share.<max>", "greatest share of any resource of any device"},
      {"inferences_per_s", "devices.<min>.inferences_per_s",
       "at the Fmax of place-and-route, on the slowest device that has one"},
      {"fmax_mhz", "devices.<min>.placed.fmax_mhz", "of place-and-route, on the slowest device that has one"},
  };
  return metrics;
}

Result<Value> check_targets(const std::vector<std::string>& targets, const Value& report) {
  ValueArray rows;
  for (const std::string& target : targets) {
    const Result<Constraint> wanted = parse_constraint(target);
    if (!wanted.ok())
      return Error(diag::kSyntax, "goal.targets",
                   fmt::format("'{}': {}", target, wanted.error().first().message));
    const auto& metrics = all_metrics();
    const auto metric = std::find_if(metrics.begin(), metrics.end(),
                                     [&](const Metric& m) { return m.name == wanted->metric; });
    if (metric == metrics.end()) {
      std::string names;
      for (const Metric& m : metrics) names += fmt::format("{}{}", names.empty() ? "" : ", ", m.name);
      return Error(diag::kUnknownName, "goal.targets",
                   fmt::format("'{}' is no metric; there are {}", wanted->metric, names));
    }
    const std::optional<double> got = measure(*metric, report);
    Value row{ValueTable{}};
    row.set("name", Value(wanted->metric));
    row.set("wanted", Value(fmt::format("{} {}", to_string(wanted->comparison), wanted->bound)));
    if (got) row.set("got", Value(*got));
    row.set("met", Value(got && wanted->is_met(*got)));
    rows.emplace_back(std::move(row));
  }
  return Value(std::move(rows));
}

bool all_met(const Value& rows) {
  const auto* list = std::get_if<ValueArray>(&rows.data);
  if (list == nullptr) return true;
  return std::all_of(list->begin(), list->end(), [](const Value& row) {
    const Value* met = row.find("met");
    return met != nullptr && std::get_if<bool>(&met->data) != nullptr && std::get<bool>(met->data);
  });
}

}  // namespace knap::app
