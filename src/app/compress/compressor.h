// Compressor: what both ways of compression share - what is refused, what decides, what the result is held
// against.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/compress/compress.h"
#include "app/recipe/predict.h"

namespace knap::app {

/// What is measured to decide: the integer network on validation.
struct Judged {
  Verdict verdict;
  std::optional<int> positive;

  std::optional<double> metric(const std::string& name) const;
  double accuracy() const { return verdict.confusion.accuracy().value_or(0); }
};

/// kUnknownName or kImpossible at compress.tolerance: no metric of this name, or none without a positive
/// class.
Result<void> check_metric(const std::string& name, bool detects);

/// kImpossible at the key that this way of pruning has no use for, or lacks.
Result<void> check_way(const CompressOptions& options, const learn::TrainOptions& train);

class Compressor {
 public:
  Compressor(const CompressSpec& spec, const data::Dataset& dataset, std::filesystem::path state,
             const StepDone& done, Watch& watch)
      : spec_(spec), dataset_(dataset), state_(std::move(state)), done_(done), watch_(watch) {}

  /// Everything that is refused.
  Result<void> prepare();
  /// Select, fine-tune, accept or take back, from the dense network on.
  Result<Compressed> run_steps();
  /// One training that prunes on its way.
  Result<Compressed> run_gradual();

 private:
  /// A network between two steps.
  struct Tuned {
    net::Graph graph;  ///< before its weights are rounded
    net::IntGraph integer;
  };

  const net::IntGraph& baseline() const { return spec_.baseline ? *spec_.baseline : spec_.integer; }
  Result<Judged> judge(const net::IntGraph& integer) const;
  /// Those with a weight that is left: a selection may hold one again that an earlier step has pruned.
  std::vector<int> kept_groups(const net::Graph& graph) const;
  bool is_within_tolerance(const Judged& judged) const;
  learn::Candidate training_of(net::Graph graph, int epochs) const;
  /// After a step: what is left is made ready for the next one.
  learn::Candidate tuning_of(net::Graph pruned) const;
  /// Appends to the steps, whether it is accepted or not.
  Result<Tuned> take_step(const Tuned& from, double share);
  Result<std::vector<hw::Resources>> predicted(const net::IntGraph& integer) const;

  learn::Pruning pruning_of_training(std::vector<std::optional<prune::Instance>>& asked);
  Result<std::vector<prune::Instance>> selections_of(std::vector<std::optional<prune::Instance>> asked) const;

  /// Scores of the last network, and whether the tolerances hold.
  Result<void> conclude(learn::TrainResult last);
  /// Groups cost what the layers' estimates say of many of them: what is left is estimated as it is.
  Result<void> hold_against_budget(double share);

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

}  // namespace knap::app
