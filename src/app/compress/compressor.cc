#include "app/compress/compressor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/diagnostics.h"

namespace knap::app {
namespace {

using data::Split;

constexpr std::array kMetrics{"accuracy", "balanced_accuracy", "f1", "recall", "precision", "auc"};
constexpr std::array kDetectionMetrics{"sensitivity", "false_alarm_rate"};

}  // namespace

Result<void> check_metric(const std::string& name, bool detects) {
  const auto has = [&](const auto& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (has(kMetrics) || (detects && has(kDetectionMetrics))) return {};
  if (has(kDetectionMetrics))
    return Error(diag::kImpossible, "compress.tolerance",
                 fmt::format("'{}' is of a class that is detected, and decision.positive names none", name));
  return Error(diag::kUnknownName, "compress.tolerance",
               fmt::format("'{}' is not measured while pruning; there are {}, {}", name,
                           fmt::join(kMetrics, ", "), fmt::join(kDetectionMetrics, ", ")));
}

std::optional<double> Judged::metric(const std::string& name) const {
  const Confusion& confusion = verdict.confusion;
  if (name == "accuracy") return confusion.accuracy();
  if (name == "balanced_accuracy") return verdict.classes.balanced_accuracy;
  if (name == "f1") return verdict.classes.f1;
  if (name == "recall") return verdict.classes.recall;
  if (name == "precision") return verdict.classes.precision;
  if (name == "auc") return verdict.classes.auc;
  if (positive && name == "sensitivity") return confusion.sensitivity(*positive);
  if (positive && name == "false_alarm_rate") return confusion.false_alarm_rate(*positive);
  return {};
}

Result<void> Compressor::prepare() {
  KNAP_ASSIGN(positive_, positive_class(spec_.candidate.decision, dataset_));
  for (const std::string& text : spec_.options.tolerance) {
    KNAP_ASSIGN(Tolerance tolerance, parse_tolerance(text));
    KNAP_TRY(check_metric(tolerance.metric, positive_.has_value()));
    tolerances_.push_back(std::move(tolerance));
  }
  KNAP_ASSIGN(Selector selector,
              Selector::make(spec_.options, baseline(), spec_.regions, spec_.devices, spec_.planned));
  selector_ = std::move(selector);
  KNAP_TRY(check_way(spec_.options, spec_.candidate.train));
  result_.groups = selector_->groups();
  KNAP_ASSIGN(dense_, judge(baseline()));
  for (const Tolerance& tolerance : tolerances_) {
    const Constraint wanted = tolerance.wanted(dense_.metric(tolerance.metric).value_or(0));
    const std::optional<double> got = dense_.metric(wanted.metric);
    KNAP_CHECK(got.has_value(), wanted.metric);
    if (!wanted.is_met(*got))
      return Error(diag::kImpossible, "compress.tolerance",
                   fmt::format("the dense network has {} = {:.4f} on validation already, {} is asked for",
                               wanted.metric, *got, to_string(wanted)));
  }
  return {};
}

Result<Judged> Compressor::judge(const net::IntGraph& integer) const {
  const auto& records = dataset_.split(Split::Validation);
  KNAP_ASSIGN(const std::vector<Prediction> predictions, predict(integer, dataset_, records, watch_));
  return Judged{verdict(dataset_, records, predictions, positive_), positive_};
}

std::vector<int> Compressor::kept_groups(const net::Graph& graph) const {
  const net::Masks masks = net::masks_of(graph);
  std::vector<int> kept;
  for (std::size_t g = 0; g < result_.groups.size(); ++g) {
    const prune::Group& group = result_.groups[g];
    const net::Mask& mask = masks.at(group.layer);
    if (std::any_of(group.weights.begin(), group.weights.end(),
                    [&](std::int64_t i) { return net::is_kept(mask, i); }))
      kept.push_back(static_cast<int>(g));
  }
  return kept;
}

bool Compressor::is_within_tolerance(const Judged& judged) const {
  return std::all_of(tolerances_.begin(), tolerances_.end(), [&](const Tolerance& tolerance) {
    const Constraint wanted = tolerance.wanted(dense_.metric(tolerance.metric).value_or(0));
    return wanted.is_met(judged.metric(wanted.metric).value_or(0));
  });
}

learn::Candidate Compressor::training_of(net::Graph graph, int epochs) const {
  learn::TrainOptions options = spec_.candidate.train;
  options.float_epochs = 0;
  options.quantised_epochs = epochs;
  return {std::move(graph),
          samples_of(dataset_, dataset_.split(Split::Train)),
          samples_of(dataset_, dataset_.split(Split::Validation)),
          options,
          spec_.candidate.seed,
          /*judges_layers=*/false,
          spec_.candidate.teacher};
}

Result<std::vector<hw::Resources>> Compressor::predicted(const net::IntGraph& integer) const {
  if (spec_.options.groups == GroupChoice::Channels) return spec_.planned.replan(integer);
  KNAP_ASSIGN(const std::vector<hw::Resources> by_family, selector_->estimate(integer));
  std::vector<hw::Resources> by_device;
  for (const hw::Device& device : spec_.devices) {
    const auto& families = selector_->families();
    const auto family = std::find(families.begin(), families.end(), device.family) - families.begin();
    by_device.push_back(by_family[static_cast<std::size_t>(family)]);
  }
  return by_device;
}

Result<void> Compressor::conclude(learn::TrainResult last) {
  KNAP_ASSIGN(result_.candidate, assess(spec_.candidate, std::move(last), dataset_, watch_));
  KNAP_ASSIGN(const Judged judged, judge(result_.candidate.integer));
  result_.accuracy = judged.accuracy();
  for (const Tolerance& tolerance : tolerances_) {
    const std::optional<double> dense = dense_.metric(tolerance.metric),
                                got = judged.metric(tolerance.metric);
    const Constraint wanted = tolerance.wanted(dense.value_or(0));
    const bool is_met = wanted.is_met(got.value_or(0));
    if (result_.tolerance.metric.empty() || !is_met)
      result_.tolerance = {tolerance.metric, to_string(wanted), dense, got, is_met};
  }
  return {};
}

Result<void> Compressor::hold_against_budget(double share) {
  result_.reaches_budget = !selector_->has_budget() || share >= 1;
  if (!result_.reaches_budget) {
    result_.binding = "the tolerance";
    return {};
  }
  KNAP_ASSIGN(const std::vector<hw::Resources> cells, spec_.planned.replan
                                                          ? spec_.planned.replan(result_.candidate.integer)
                                                          : predicted(result_.candidate.integer));
  for (const SavedResource& saved : selector_->saved()) {
    if (!saved.has_budget) continue;
    const auto device = std::find_if(spec_.devices.begin(), spec_.devices.end(),
                                     [&](const hw::Device& one) { return one.alias == saved.device; });
    const double got =
        amount(cells[static_cast<std::size_t>(device - spec_.devices.begin())], saved.resource);
    if (std::floor(got) <= saved.bound) continue;
    result_.reaches_budget = false;
    result_.binding = fmt::format("{} of {} ({:.0f} of {:.0f})",
                                  hw::kResourceNames[static_cast<std::size_t>(saved.resource)], saved.device,
                                  got, saved.bound);
  }
  return {};
}

}  // namespace knap::app
