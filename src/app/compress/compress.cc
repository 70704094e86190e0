#include "app/compress/compress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/compress/compressor.h"
#include "app/compress/worth.h"
#include "core/base/diagnostics.h"
#include "net/passes/to_integer.h"

namespace knap::app {
namespace {

using data::Split;

constexpr int kMostRefusals = 4;
constexpr double kLeastShare = 0.01;  ///< two shares that differ by less are one
constexpr double kMostShare = 0.97;   ///< without a budget: something has to be left

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

}  // namespace

Result<Compressed> Compressor::run_steps() {
  KNAP_TRY(prepare());
  Tuned accepted{spec_.dense, spec_.integer};
  Shares shares(spec_.options, selector_->has_budget() ? 1 : kMostShare);
  while (const std::optional<double> share = shares.next()) {
    KNAP_ASSIGN(Tuned tuned, take_step(accepted, *share));
    const bool is_accepted = result_.steps.back().is_accepted;
    if (is_accepted) accepted = std::move(tuned);
    shares.tell(*share, is_accepted);
    KNAP_TRY(done_(result_.steps));
  }
  result_.kept = kept_groups(accepted.graph);
  KNAP_ASSIGN(learn::TrainResult last, learn::train(training_of(accepted.graph, spec_.options.final_epochs),
                                                    checkpoint("final"), watch_));
  KNAP_TRY(conclude(std::move(last)));
  KNAP_TRY(hold_against_budget(shares.accepted()));
  return std::move(result_);
}

learn::Candidate Compressor::tuning_of(net::Graph pruned) const {
  learn::Candidate tuning = training_of(std::move(pruned), spec_.options.epochs);
  tuning.lasso = selector_->lasso(spec_.options.regulariser);
  return tuning;
}

Result<Compressor::Tuned> Compressor::take_step(const Tuned& from, double share) {
  CompressStep step;
  step.share = share;
  KNAP_ASSIGN(const Worth worth,
              worth_of(training_of(from.graph, 0), from.integer, spec_.options.importance, dataset_, watch_));
  KNAP_ASSIGN(Selection selection, selector_->select(worth, net::masks_of(from.graph), share, watch_));
  const net::Graph pruned = net::prune(from.graph, selector_->masks(selection.groups));
  step.instance = std::move(selection.instance);
  step.selected = std::move(selection.selected);
  KNAP_ASSIGN(
      learn::TrainResult tuned,
      learn::train(tuning_of(pruned), checkpoint(fmt::format("step_{}", result_.steps.size() + 1)), watch_));
  KNAP_ASSIGN(const net::Graph graph, decided(spec_.candidate, tuned.graph, dataset_, watch_));
  KNAP_ASSIGN(net::IntGraph integer, net::to_integer(graph));
  KNAP_ASSIGN(const Judged judged, judge(integer));
  step.accuracy = judged.accuracy();
  step.is_accepted = is_within_tolerance(judged);
  KNAP_ASSIGN(step.predicted, predicted(integer));
  result_.steps.push_back(std::move(step));
  return Tuned{std::move(tuned.unrounded), std::move(integer)};
}

Result<void> teach_dense(CompressSpec& spec, const data::Dataset& dataset,
                         const std::filesystem::path& checkpoint, Watch& watch) {
  KNAP_ASSIGN(const net::Graph initial, build_candidate(spec.candidate, dataset));
  KNAP_ASSIGN(learn::TrainResult taught,
              learn::train({initial, samples_of(dataset, dataset.split(Split::Train)),
                            samples_of(dataset, dataset.split(Split::Validation)), spec.candidate.train,
                            spec.candidate.seed, /*judges_layers=*/false, spec.candidate.teacher},
                           checkpoint, watch));
  KNAP_ASSIGN(const net::Graph graph, decided(spec.candidate, taught.graph, dataset, watch));
  KNAP_ASSIGN(net::IntGraph integer, net::to_integer(graph));
  spec.baseline = std::move(spec.integer);
  spec.integer = std::move(integer);
  spec.dense = std::move(taught.unrounded);
  return {};
}

Result<void> check_wish(const CompressOptions& options, const learn::TrainOptions& train,
                        const net::IntGraph& untrained, bool detects, const map::Regions& regions,
                        const std::vector<hw::Device>& devices, const PlannedCells& planned) {
  for (const std::string& text : options.tolerance) {
    KNAP_ASSIGN(const Tolerance tolerance, parse_tolerance(text));
    KNAP_TRY(check_metric(tolerance.metric, detects));
  }
  KNAP_TRY(Selector::make(options, untrained, regions, devices, planned));
  return check_way(options, train);
}

Result<void> check_spec(const CompressSpec& spec, const data::Dataset& dataset, Watch& watch) {
  const StepDone none;
  return Compressor(spec, dataset, {}, none, watch).prepare();
}

Result<Compressed> compress(const CompressSpec& spec, const data::Dataset& dataset,
                            const std::filesystem::path& state, const StepDone& done, Watch& watch) {
  Compressor compressor(spec, dataset, state, done, watch);
  return spec.options.way == Way::Steps ? compressor.run_steps() : compressor.run_gradual();
}

}  // namespace knap::app
