// The way of one training that prunes while it learns: the same groups, worth and knapsack as the steps'.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/compress/compressor.h"
#include "app/compress/worth.h"
#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "core/sys/files.h"
#include "core/text/described.h"
#include "core/text/toml.h"
#include "net/ir/text.h"
#include "prune/knapsack/instance_file.h"
#include "prune/knapsack/solve.h"

namespace knap::app {
namespace {

struct Epochs {
  int first = 1, last = 1;
};

Epochs epochs_of(const CompressOptions& options, const learn::TrainOptions& train) {
  const int all = train.float_epochs + train.quantised_epochs;
  const auto at = [&](double share) {
    return std::clamp(static_cast<int>(std::lround(share * all)), 1, std::max(1, all - 1));
  };
  return {at(options.from), std::max(at(options.from), at(options.until))};
}

/// Of the way to the goal at a selection.
double share_at(Tightening tightening, int step, int count) {
  const double part = static_cast<double>(step + 1) / count;
  return tightening == Tightening::Constant ? part : 1 - std::pow(1 - part, 3);
}

}  // namespace

Result<void> check_way(const CompressOptions& options, const learn::TrainOptions& train) {
  if (options.way == Way::Steps) return {};
  const auto refused = [](const char* key, const char* why) { return Error(diag::kImpossible, key, why); };
  if (options.budget.empty())
    return refused("compress.way", "a training that prunes on its way needs compress.budget to go to");
  if (options.importance == Importance::Activation)
    return refused(
        "compress.importance",
        "activation is measured between steps; a training that prunes on its way has l1, l2, taylor, fisher");
  if (options.tightening == Tightening::Bisection)
    return refused("compress.tightening",
                   "a training that prunes on its way takes nothing back; it has constant and cubic");
  if (options.from > options.until)
    return refused("compress.from", "the first selection lies behind the last one (compress.until)");
  if (train.patience > 0)
    return refused("train.patience",
                   "ends a training before its last epoch; one that prunes on its way selects in epochs that "
                   "it has to reach");
  if (train.float_epochs + train.quantised_epochs < 2)
    return refused("compress.way", "a training that prunes on its way needs two epochs or more");
  return {};
}

learn::Pruning Compressor::pruning_of_training(std::vector<std::optional<prune::Instance>>& asked) {
  const auto [first, last] = epochs_of(spec_.options, spec_.candidate.train);
  learn::Pruning pruning;
  pruning.first = first;
  pruning.last = last;
  asked.resize(static_cast<std::size_t>(pruning.count()));
  pruning.select = [this, count = pruning.count(), &asked](const auto& measured, const net::Masks& pruned,
                                                           int step) -> Result<net::Masks> {
    KNAP_ASSIGN(Selection selection,
                selector_->select(worth_of(measured, spec_.options.importance), pruned,
                                  share_at(spec_.options.tightening, step, count), watch_));
    if (!state_.empty())
      KNAP_TRY(write_file(checkpoint(fmt::format("selection_{}", step)),
                          prune::print_instance(selection.instance)));
    asked[static_cast<std::size_t>(step)] = std::move(selection.instance);
    return selector_->masks(selection.groups);
  };
  Sha256 key;
  key.add(net::hash(baseline())).add(print_toml(to_value(spec_.options)));
  for (const prune::Group& group : selector_->groups())
    key.add(fmt::format("{} {} {};", group.layer, group.weights.size(), group.weights.front()));
  pruning.key = key.finish();
  return pruning;
}

/// Those that were made before the run was stopped lie beside the checkpoint.
Result<std::vector<prune::Instance>> Compressor::selections_of(
    std::vector<std::optional<prune::Instance>> asked) const {
  std::vector<prune::Instance> all;
  for (std::size_t step = 0; step < asked.size(); ++step) {
    if (!asked[step]) {
      const std::filesystem::path file = checkpoint(fmt::format("selection_{}", step));
      KNAP_ASSIGN(const std::string text, read_file(file));
      KNAP_ASSIGN(asked[step], prune::parse_instance(text, file.string()));
    }
    all.push_back(*std::move(asked[step]));
  }
  return all;
}

Result<Compressed> Compressor::run_gradual() {
  KNAP_TRY(prepare());
  KNAP_ASSIGN(const net::Graph initial, build_candidate(spec_.candidate, dataset_));
  learn::Candidate training = training_of(initial, spec_.candidate.train.quantised_epochs);
  training.options.float_epochs = spec_.candidate.train.float_epochs;
  training.lasso = selector_->lasso(spec_.options.regulariser);
  std::vector<std::optional<prune::Instance>> asked;
  const learn::Pruning pruning = pruning_of_training(asked);
  training.pruning = std::make_shared<const learn::Pruning>(pruning);
  KNAP_ASSIGN(learn::TrainResult trained, learn::train(training, checkpoint("gradual"), watch_));
  KNAP_ASSIGN(const std::vector<prune::Instance> instances, selections_of(std::move(asked)));
  result_.kept = kept_groups(trained.unrounded);
  const std::vector<learn::Curve> curves = trained.curves;
  KNAP_TRY(conclude(std::move(trained)));
  std::map<std::vector<int>, std::vector<hw::Resources>> known;  // often a step selects what the last one did
  for (std::size_t i = 0; i < instances.size(); ++i) {
    const bool is_last = i + 1 == instances.size();
    CompressStep step;
    step.share = share_at(spec_.options.tightening, static_cast<int>(i), pruning.count());
    step.instance = instances[i];
    KNAP_ASSIGN(const prune::Solution solution, prune::solve(step.instance, {}, watch_));
    step.selected = solution.selected;
    const std::size_t epoch = static_cast<std::size_t>(pruning.first) + i;  // without patience each has a row
    step.accuracy = is_last ? result_.accuracy : curves.at(epoch).validation_accuracy;
    step.is_accepted = result_.tolerance.met;
    const auto [cells, is_new] = known.try_emplace(step.selected);
    if (is_new || is_last) {
      KNAP_ASSIGN(cells->second,
                  predicted(is_last ? result_.candidate.integer : selector_->costed(step.selected)));
    }
    step.predicted = cells->second;
    result_.steps.push_back(std::move(step));
    KNAP_TRY(done_(result_.steps));
  }
  KNAP_TRY(hold_against_budget(1));
  return std::move(result_);
}

}  // namespace knap::app
