// Trainer: the loop over phases, epochs and steps, and the state that a checkpoint holds.
#pragma once

#include <chrono>

#include "learn/train/inputs.h"
#include "learn/train/phase.h"
#include "learn/train/train.h"

namespace knap::learn {

/// One training run: the phases of phases_of(options) one after the other, each of epochs, each of steps.
///
/// Why a resumed run gives the same bits: everything that a step reads is either in the checkpoint (weights,
/// statistics, formats, moments, averages, the best epoch, sums of the epoch) or follows from (seed, phase,
/// epoch, step), as the order of the samples and their augmentation do; nothing is carried from step to step
/// besides. A checkpoint is written between steps and replaces the last one atomically. A phase's beginning
/// (calibration) is a function of the state that the phase before left, and is done again when a run was
/// killed in the midst of it.
///
/// Why threads change nothing: a batch is cut into `shards` parts of fixed size whatever the number of
/// threads, each part is computed by one thread, and the parts' gradients are added in order.
///
/// Why it ends: phases, epochs and steps are finite lists; patience only shortens them. A loss that is no
/// number ends the run with an error.
///
/// What it costs: per step one forward and one backward pass of a batch, and work in proportion to the number
/// of weights (optimiser, folding, rounding, moving average); per epoch a forward pass of the validation
/// samples; per phase that calibrates what calibration.h says; at the end a pass of at most 2000 validation
/// samples for each layer. Memory: the samples as codes, and the values at the entry node of those that are
/// not augmented.
class Trainer {
 public:
  Trainer(Model model, const Candidate& candidate, std::filesystem::path checkpoint_file, Watch& watch);

  Result<TrainResult> run();

 private:
  using Clock = std::chrono::steady_clock;

  const Phase& phase() const { return phases_[static_cast<std::size_t>(state_.phase)]; }
  bool is_done() const { return state_.phase == static_cast<int>(phases_.size()); }
  bool is_phase_over() const;
  std::int64_t phase_steps() const { return phase().epochs * loader_.steps_per_epoch(); }
  std::int64_t steps_done() const { return state_.epoch * loader_.steps_per_epoch() + state_.step; }
  bool moves_formats() const;

  void resume();
  Result<void> begin_phase();  ///< what precedes the first epoch of the present phase
  void end_phase();            ///< the weights to be kept become the model's, the next phase the present one
  Result<void> run_epoch();
  Result<void> prune();  ///< where a selection falls on the present epoch's beginning
  void add_worth(const std::vector<Effective>& weights, const LeafGradients& gradients);
  Result<void> run_steps();  ///< those that are left of the present epoch
  Result<double> run_step(std::span<const std::int64_t> samples, double learning_rate);
  Result<void> end_epoch();  ///< validates, keeps the best
  void reset_epoch();
  void use_average();  ///< averaged weights, where they are asked for, become the model's
  Result<void> calibrate_all();
  void update_statistics(const std::vector<Network::Pass>& parts);

  /// The loss of some training samples, and its gradient.
  double learned(std::span<const float> logits, std::span<const std::int64_t> samples,
                 std::span<const int> labels, std::span<float> gradient, double total) const;
  std::vector<float> training_values(std::span<const std::int64_t> samples) const;
  Measure validate(Mode mode) const;
  double score(const Measure& measure) const;
  TrainResult result();
  void judge_layers(const ModelState& quantised, TrainResult& found);  ///< leaves the float model behind

  Result<void> save();
  void report(double rate, const std::string& note = "") const;

  Model model_;
  TrainOptions options_;
  bool judges_layers_;
  std::shared_ptr<const Teacher> teacher_;
  std::vector<Phase> phases_;
  std::filesystem::path checkpoint_file_;
  Watch& watch_;
  SampleStore training_, validation_;
  Loader loader_, validation_loader_;
  Loss loss_;
  Network network_;
  GroupLasso lasso_;
  std::shared_ptr<const Pruning> pruning_;
  Optimiser optimiser_;
  Checkpoint state_;
  Inputs training_inputs_;  ///< not of augmented samples, which differ from epoch to epoch
  Inputs validation_inputs_;
  Clock::time_point saved_at_, reported_at_;
};

}  // namespace knap::learn
