#include "app/flow/targets.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/goal/constraint.h"

namespace knap::app {
namespace {

using schema::Report;
using Measured = std::optional<double>;

template <class T>
Measured number(const std::optional<T>& value) {
  return value ? Measured(static_cast<double>(*value)) : std::nullopt;
}

/// The greatest (or with `least` the least) of what devices say; nothing where none says anything.
template <class F>
Measured extreme(const Report& report, bool least, F&& of_device) {
  Measured best;
  for (const schema::Device& device : report.devices.value_or(std::vector<schema::Device>{})) {
    const Measured got = of_device(device);
    if (got && (!best || (least ? *got < *best : *got > *best))) best = got;
  }
  return best;
}

Measured greatest_share(const schema::Device& device) {
  if (!device.share) return std::nullopt;
  const schema::Shares& share = *device.share;
  return std::max(
      {share.lut, share.ff, share.dsp.value_or(0), share.bram.value_or(0), share.uram.value_or(0)});
}

Measured integer_accuracy(const Report& r) { return r.accuracy ? r.accuracy->integer : std::nullopt; }
Measured accuracy_drop(const Report& r) {
  if (!r.accuracy || !r.accuracy->real || !r.accuracy->integer) return std::nullopt;
  return *r.accuracy->real - *r.accuracy->integer;
}
Measured sensitivity(const Report& r) { return r.detection ? r.detection->sensitivity : std::nullopt; }
Measured false_alarms(const Report& r) { return r.detection ? r.detection->false_alarm_rate : std::nullopt; }
template <std::optional<double> schema::Classification::*Figure>
Measured of_classes(const Report& r) {
  return r.classification ? (*r.classification).*Figure : std::nullopt;
}
Measured weights(const Report& r) { return r.model ? Measured(r.model->weights) : std::nullopt; }
Measured weight_bits(const Report& r) { return r.model ? Measured(r.model->weight_bits_max) : std::nullopt; }
Measured mismatches(const Report& r) { return r.verify ? Measured(r.verify->mismatches) : std::nullopt; }
Measured interval(const Report& r) {
  return r.cycles && r.cycles->measured ? Measured(r.cycles->measured->interval) : std::nullopt;
}
Measured latency(const Report& r) {
  return r.cycles && r.cycles->measured ? Measured(r.cycles->measured->latency) : std::nullopt;
}
Measured device_share(const Report& r) { return extreme(r, false, greatest_share); }
Measured inferences(const Report& r) {
  return extreme(r, true, [](const schema::Device& device) { return number(device.inferences_per_s); });
}
Measured fmax(const Report& r) {
  return extreme(r, true, [](const schema::Device& device) {
    return device.placed ? Measured(device.placed->bitstream_fmax_mhz) : std::nullopt;
  });
}

constexpr std::string_view kTraining = "a trained network (knap train)";
constexpr std::string_view kDetection = "two classes and decision.positive";
constexpr std::string_view kEveryClass = "a trained network (knap train) and test records of every class";
constexpr std::string_view kChosenClasses =
    "a trained network (knap train) that takes some test record for each class that counts";
constexpr std::string_view kProof = "the RTL simulation (knap verify) and verify.records for a steady state";
constexpr std::string_view kNetlist = "a netlist (knap synth)";
constexpr std::string_view kPlacement =
    "place-and-route: synth.place and a device that has one (ECP5, iCE40)";

}  // namespace

const std::vector<Metric>& all_metrics() {
  static const std::vector<Metric> metrics = {
      {"accuracy", "share of the test split that the integer network classifies rightly", kTraining,
       integer_accuracy},
      {"accuracy_drop", "accuracy of the float network minus that of the integer network", kTraining,
       accuracy_drop},
      {"sensitivity", "share of the positive class that is detected", kDetection, sensitivity},
      {"false_alarm_rate", "share of the other class that is taken for the positive one", kDetection,
       false_alarms},
      {"balanced_accuracy", "mean over all classes of the share that is recognised", kEveryClass,
       of_classes<&schema::Classification::balanced_accuracy>},
      {"recall", "share of the positive class that is recognised; without one, the mean over all classes",
       kEveryClass, of_classes<&schema::Classification::recall>},
      {"precision",
       "share of what is taken for the positive class that is of it; without one, the mean over all classes",
       kChosenClasses, of_classes<&schema::Classification::precision>},
      {"f1",
       "harmonic mean of recall and precision of the positive class; without one, the mean over all classes",
       kEveryClass, of_classes<&schema::Classification::f1>},
      {"auc",
       "area under the ROC curve of the integer scores, one class against the others; without a positive "
       "class, the mean over all classes",
       kEveryClass, of_classes<&schema::Classification::auc>},
      {"weights", "weights and biases", kTraining, weights},
      {"weight_bits", "widest weight", kTraining, weight_bits},
      {"mismatches", "beats that differ anywhere on the ladder", kProof, mismatches},
      {"interval_cycles", "measured cycles between inferences", kProof, interval},
      {"latency_cycles", "measured cycles of one inference", kProof, latency},
      {"device_share", "greatest share of any resource of any device", kNetlist, device_share},
      {"inferences_per_s", "at the Fmax of the bitstream's placement, on the slowest device that has one",
       kPlacement, inferences},
      {"fmax_mhz", "of the bitstream's placement, on the slowest device that has one", kPlacement, fmax},
  };
  return metrics;
}

Result<std::vector<schema::Target>> check_targets(const std::vector<std::string>& targets,
                                                  const Report& report, Unmeasured unmeasured) {
  std::vector<schema::Target> rows;
  std::vector<Diagnostic> wrong;
  for (const std::string& target : targets) {
    const Result<Constraint> wanted = parse_constraint(target);
    if (!wanted.ok()) {
      wrong.push_back(
          {&diag::kSyntax, "goal.targets", fmt::format("'{}': {}", target, wanted.error().first().message)});
      continue;
    }
    const auto& metrics = all_metrics();
    const auto metric = std::find_if(metrics.begin(), metrics.end(),
                                     [&](const Metric& m) { return m.name == wanted->metric; });
    if (metric == metrics.end()) {
      std::string names;
      for (const Metric& m : metrics) names += fmt::format("{}{}", names.empty() ? "" : ", ", m.name);
      wrong.push_back({&diag::kUnknownName, "goal.targets",
                       fmt::format("'{}' is no metric; there are {}", wanted->metric, names)});
      continue;
    }
    schema::Target& row = rows.emplace_back();
    row.name = wanted->metric;
    row.wanted = fmt::format("{} {}", to_string(wanted->comparison), wanted->bound);
    row.got = metric->measure(report);
    if (row.got) {
      row.met = wanted->is_met(*row.got);
    } else if (unmeasured == Unmeasured::Missed) {
      row.met = false;
      row.reason = fmt::format("was not measured: it needs {}", metric->needs);
    }
  }
  if (!wrong.empty()) return Error(std::move(wrong));
  return rows;
}

std::vector<Diagnostic> missed_targets(const std::vector<schema::Target>& targets, const std::string& where) {
  std::vector<Diagnostic> missed;
  for (const schema::Target& target : targets)
    if (target.met == false)
      missed.push_back({&diag::kTargetMissed, where,
                        target.got
                            ? fmt::format("{} is {}, wanted is {}", target.name, *target.got, target.wanted)
                            : fmt::format("{} {} {}", target.name, target.wanted,
                                          target.reason.value_or("was not measured"))});
  return missed;
}

}  // namespace knap::app
