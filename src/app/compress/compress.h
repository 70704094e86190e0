// compress: a trained network and its plan in, the best network out that the hardware makes of fewer cells.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/compress/compress_options.h"
#include "app/compress/select.h"
#include "app/compress/tolerance.h"
#include "app/recipe/candidate.h"

namespace knap::app {

/// Everything that decides about the compressed network, beside the data.
struct CompressSpec {
  CandidateSpec candidate;  ///< of the dense network
  CompressOptions options;
  net::Graph dense;       ///< as trained, before its weights are rounded
  net::IntGraph integer;  ///< the same in integers, as it decides
  map::Regions regions;   ///< of its plan
  /// What tolerances are relative to, where that is not `integer`.
  std::optional<net::IntGraph> baseline = {};
  std::vector<hw::Device> devices;
  PlannedCells planned;  ///< for channels at every step, for lanes at the end, where there are any
};

/// One selection, and what became of it.
struct CompressStep {
  double share = 0;     ///< of the way from the dense design to the goal
  double accuracy = 0;  ///< of the integer network on validation, after the fine-tuning
  bool is_accepted = false;
  std::vector<hw::Resources> predicted;  ///< under the dense network's plan, by device
  prune::Instance instance;
  std::vector<int> selected;
};

/// The first of the tolerances, or the one that is missed.
struct ToleranceOutcome {
  std::string metric, wanted;
  std::optional<double> dense, got;  ///< of validation
  bool met = true;
};

struct Compressed {
  Candidate candidate;
  std::vector<CompressStep> steps;
  std::vector<prune::Group> groups;  ///< items of every step's instance
  std::vector<int> kept;             ///< those that are left
  double accuracy = 0;               ///< of the integer network on validation
  ToleranceOutcome tolerance;
  bool reaches_budget = true;
  std::string binding;  ///< where it does not: what stopped it, in words
};

/// Puts the dense network in the place of the one that the same training gives with spec.candidate.teacher,
/// so that all phases learn from it; the one that was there becomes the baseline. Errors are those of
/// learn::train.
Result<void> teach_dense(CompressSpec& spec, const data::Dataset& dataset,
                         const std::filesystem::path& checkpoint, Watch& watch);

/// What can be said of a wish before anything is trained: kWrongType, kUnknownName or kImpossible at its key.
/// `untrained`: the dense network with any weights, under its plan; `detects`: whether the project has a
/// positive class, of which some metrics are.
Result<void> check_wish(const CompressOptions& options, const learn::TrainOptions& train,
                        const net::IntGraph& untrained, bool detects, const map::Regions& regions,
                        const std::vector<hw::Device>& devices, const PlannedCells& planned);

/// What compress() refuses, now that the dense network is trained: see there.
Result<void> check_spec(const CompressSpec& spec, const data::Dataset& dataset, Watch& watch);

/// Finished steps are told as they end; they lie in the folder of `state` until the work is done, so that it
/// goes on after it was killed, to the same bits.
using StepDone = std::function<Result<void>(const std::vector<CompressStep>& steps)>;

/// The loop of Ramhorst et al. (arXiv 2308.05170): what weights are worth, the most valuable groups that the
/// step's resources hold (a knapsack), the rest pruned, fine-tuning with a new optimiser; a step that loses
/// more than the tolerance is taken back and a smaller one tried.
///
/// Or, with options.way = Gradual, the same selections between the epochs of one training from the start
/// (Zhu and Gupta, arXiv 1710.01878), without taking anything back; a step's accuracy is then that of the
/// network at the end of its epoch, as the training validates it.
///
/// Why it ends: the shares of the steps rise to the goal in options.steps steps; from the first refusal on,
/// each step halves what lies between the last refused share and the last accepted one, until that is 2 % or
/// the fourth was refused.
///
/// Errors: those of Selector::make, before any training; kImpossible at compress.tolerance where the dense
/// network violates it; those of train_candidate.
Result<Compressed> compress(const CompressSpec& spec, const data::Dataset& dataset,
                            const std::filesystem::path& state, const StepDone& done, Watch& watch);

}  // namespace knap::app
