#include "app/compress/compress.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/recipe/predict.h"
#include "core/base/diagnostics.h"
#include "learn/train/sensitivity.h"
#include "net/passes/to_integer.h"
#include "prune/knapsack/solve.h"

namespace knap::app {
namespace {

using data::Split;

constexpr int kMostRefusals = 4;
constexpr double kLeastShare = 0.01;  ///< two shares that differ by less are one
constexpr double kMostShare = 0.97;   ///< without a budget: something has to be left
constexpr int kSensitivityBatches = 64;

constexpr std::array kMetrics{"accuracy", "balanced_accuracy", "f1", "recall", "precision", "auc"};
constexpr std::array kDetectionMetrics{"sensitivity", "false_alarm_rate"};

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

/// What is measured to decide: the integer network on validation.
struct Judged {
  Verdict verdict;
  std::optional<int> positive;

  std::optional<double> metric(const std::string& name) const {
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
  double accuracy() const { return verdict.confusion.accuracy().value_or(0); }
};

/// The shares of the steps: rising to the goal; after a refusal half-way between it and what was accepted,
/// until these two are as good as one.
class Shares {
 public:
  Shares(const CompressOptions& options, double most) : options_(options), most_(most) {}

  std::optional<double> next() const {
    if (accepted_ >= most_ || refusals_ == kMostRefusals) return {};
    if (refusals_ > 0) {
      if (refused_ - accepted_ < 2 * kLeastShare) return {};
      return (accepted_ + refused_) / 2;
    }
    if (taken_ >= options_.steps) return {};
    const double part = static_cast<double>(taken_ + 1) / options_.steps;
    switch (options_.tightening) {
      case Tightening::Constant:
        return most_ * part;
      case Tightening::Cubic:  // Zhu and Gupta 2017: fast while much is redundant, slow at the end
        return most_ * (1 - std::pow(1 - part, 3));
      case Tightening::Bisection:
        return taken_ + 1 == options_.steps ? most_ : (accepted_ + most_) / 2;
    }
    return {};
  }
  void tell(double share, bool is_accepted) {
    ++taken_;
    if (is_accepted) {
      accepted_ = share;
    } else {
      refused_ = share;
      ++refusals_;
    }
  }
  double accepted() const { return accepted_; }

 private:
  const CompressOptions& options_;
  double most_, accepted_ = 0, refused_ = 0;
  int taken_ = 0, refusals_ = 0;
};

class Compressor {
 public:
  Compressor(const CompressSpec& spec, const data::Dataset& dataset, std::filesystem::path state,
             const StepDone& done, Watch& watch)
      : spec_(spec), dataset_(dataset), state_(std::move(state)), done_(done), watch_(watch) {}

  Result<Compressed> run() {
    KNAP_TRY(prepare());
    net::Graph accepted = spec_.dense;
    Shares shares(spec_.options, selector_->has_budget() ? 1 : kMostShare);
    while (const std::optional<double> share = shares.next()) {
      KNAP_ASSIGN(const learn::TrainResult tuned, take_step(accepted, *share));
      const bool is_accepted = result_.steps.back().is_accepted;
      if (is_accepted) accepted = tuned.unrounded;
      shares.tell(*share, is_accepted);
      KNAP_TRY(done_(result_.steps));
    }
    result_.kept = kept_groups(accepted);
    KNAP_TRY(finish(accepted));
    KNAP_TRY(hold_against_budget(shares));
    return std::move(result_);
  }

  /// Everything that is refused.
  Result<void> prepare() {
    KNAP_ASSIGN(positive_, positive_class(spec_.candidate.decision, dataset_));
    for (const std::string& text : spec_.options.tolerance) {
      KNAP_ASSIGN(Tolerance tolerance, parse_tolerance(text));
      KNAP_TRY(check_metric(tolerance.metric, positive_.has_value()));
      tolerances_.push_back(std::move(tolerance));
    }
    KNAP_ASSIGN(Selector selector,
                Selector::make(spec_.options, spec_.integer, spec_.regions, spec_.devices, spec_.replan));
    selector_ = std::move(selector);
    result_.groups = selector_->groups();
    KNAP_ASSIGN(dense_, judge(spec_.integer));
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

 private:
  Result<Judged> judge(const net::IntGraph& integer) const {
    const auto& records = dataset_.split(Split::Validation);
    KNAP_ASSIGN(const std::vector<Prediction> predictions, predict(integer, dataset_, records, watch_));
    return Judged{verdict(dataset_, records, predictions, positive_), positive_};
  }

  /// Those with a weight that is left: a selection may hold one again that an earlier step has pruned.
  std::vector<int> kept_groups(const net::Graph& graph) const {
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

  bool is_within_tolerance(const Judged& judged) const {
    return std::all_of(tolerances_.begin(), tolerances_.end(), [&](const Tolerance& tolerance) {
      const Constraint wanted = tolerance.wanted(dense_.metric(tolerance.metric).value_or(0));
      return wanted.is_met(judged.metric(wanted.metric).value_or(0));
    });
  }

  learn::Candidate training_of(net::Graph graph, int epochs) const {
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

  /// By layer, what each weight is worth. Sizes are shares of their layer's: otherwise a layer of few groups,
  /// without which nothing is told, would go as soon as one of many.
  Result<Worth> worth_of(const net::Graph& graph) {
    using Measured = std::map<std::string, learn::Sensitivity>;
    KNAP_ASSIGN(const Measured measured,
                learn::sensitivity(training_of(graph, 0), kSensitivityBatches, watch_));
    Worth worth;
    for (const auto& [layer, found] : measured) {
      std::vector<double>& own = worth[layer];
      double sizes = 1e-300, squares = 1e-300;
      for (const double w : found.weights) {
        sizes += std::abs(w);
        squares += w * w;
      }
      for (std::size_t i = 0; i < found.weights.size(); ++i) {
        const double size = std::abs(found.weights[i]);
        switch (spec_.options.importance) {
          case Importance::L1:
            own.push_back(size / sizes);
            break;
          case Importance::L2:
            own.push_back(size * size / squares);
            break;
          case Importance::Taylor:
            own.push_back(found.first[i]);
            break;
          case Importance::Fisher:
            own.push_back(found.second[i]);
            break;
        }
      }
    }
    return worth;
  }

  /// Appends to the steps, whether it is accepted or not.
  Result<learn::TrainResult> take_step(const net::Graph& from, double share) {
    CompressStep step;
    step.share = share;
    KNAP_ASSIGN(const Worth worth, worth_of(from));
    step.instance = selector_->instance(worth, net::masks_of(from), share);
    KNAP_ASSIGN(const prune::Solution solution, prune::solve(step.instance, {}, watch_));
    step.selected = solution.selected;
    const net::Graph pruned = net::prune(from, selector_->masks(step.selected));
    KNAP_ASSIGN(learn::TrainResult tuned,
                learn::train(training_of(pruned, spec_.options.epochs),
                             checkpoint(fmt::format("step_{}", result_.steps.size() + 1)), watch_));
    KNAP_ASSIGN(const net::Graph graph, decided(spec_.candidate, tuned.graph, dataset_, watch_));
    KNAP_ASSIGN(const net::IntGraph integer, net::to_integer(graph));
    KNAP_ASSIGN(const Judged judged, judge(integer));
    step.accuracy = judged.accuracy();
    step.is_accepted = is_within_tolerance(judged);
    KNAP_ASSIGN(step.predicted, predicted(integer));
    result_.steps.push_back(std::move(step));
    return tuned;
  }

  Result<std::vector<hw::Resources>> predicted(const net::IntGraph& integer) const {
    if (spec_.options.groups == GroupChoice::Channels) return spec_.replan(integer);
    KNAP_ASSIGN(const std::vector<hw::Resources> by_family, selector_->estimate(integer));
    std::vector<hw::Resources> by_device;
    for (const hw::Device& device : spec_.devices) {
      const auto& families = selector_->families();
      const auto family = std::find(families.begin(), families.end(), device.family) - families.begin();
      by_device.push_back(by_family[static_cast<std::size_t>(family)]);
    }
    return by_device;
  }

  Result<void> finish(const net::Graph& accepted) {
    KNAP_ASSIGN(learn::TrainResult last,
                learn::train(training_of(accepted, spec_.options.final_epochs), checkpoint("final"), watch_));
    KNAP_ASSIGN(result_.candidate, assess(spec_.candidate, std::move(last), dataset_, watch_));
    KNAP_ASSIGN(const Judged judged, judge(result_.candidate.integer));
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

  /// Groups cost what the layers' estimates say of many of them: what is left is estimated as it is.
  Result<void> hold_against_budget(const Shares& shares) {
    result_.reaches_budget = !selector_->has_budget() || shares.accepted() >= 1;
    if (!result_.reaches_budget) {
      result_.binding = "the tolerance";
      return {};
    }
    KNAP_ASSIGN(const std::vector<hw::Resources> cells, spec_.replan ? spec_.replan(result_.candidate.integer)
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
                                    hw::kResourceNames[static_cast<std::size_t>(saved.resource)],
                                    saved.device, got, saved.bound);
    }
    return {};
  }

  std::filesystem::path checkpoint(const std::string& name) const {
    return state_.empty() ? state_ : state_ / name;
  }

  const CompressSpec& spec_;
  const data::Dataset& dataset_;
  std::filesystem::path state_;
  const StepDone& done_;
  Watch& watch_;
  std::optional<int> positive_;
  std::vector<Tolerance> tolerances_;
  std::optional<Selector> selector_;
  Judged dense_;
  Compressed result_;
};

}  // namespace

Result<void> check_wish(const CompressOptions& options, const net::IntGraph& untrained, bool detects,
                        const map::Regions& regions, const std::vector<hw::Device>& devices,
                        const Replan& replan) {
  for (const std::string& text : options.tolerance) {
    KNAP_ASSIGN(const Tolerance tolerance, parse_tolerance(text));
    KNAP_TRY(check_metric(tolerance.metric, detects));
  }
  KNAP_TRY(Selector::make(options, untrained, regions, devices, replan));
  return {};
}

Result<void> check_spec(const CompressSpec& spec, const data::Dataset& dataset, Watch& watch) {
  const StepDone none;
  return Compressor(spec, dataset, {}, none, watch).prepare();
}

Result<Compressed> compress(const CompressSpec& spec, const data::Dataset& dataset,
                            const std::filesystem::path& state, const StepDone& done, Watch& watch) {
  return Compressor(spec, dataset, state, done, watch).run();
}

}  // namespace knap::app
