// Trainer: the loop over phases, epochs and steps, and the state that a checkpoint holds.
#pragma once

#include <chrono>

#include "learn/train/loader.h"
#include "learn/train/network.h"
#include "learn/train/train.h"

namespace knap::learn {

/// One training run. Used by train() only.
class Trainer {
 public:
  Trainer(Model model, const Samples& training, const Samples& validation, const TrainOptions& options,
          std::uint64_t seed, std::filesystem::path checkpoint_file, Watch& watch);

  Result<TrainResult> run();

 private:
  using Clock = std::chrono::steady_clock;

  Mode mode() const { return state_.phase == 0 ? Mode::Float : Mode::Quantised; }
  std::string phase_name() const { return state_.phase == 0 ? "float" : "quantised"; }
  int epochs() const { return state_.phase == 0 ? options_.float_epochs : options_.quantised_epochs; }
  std::int64_t phase_steps() const { return epochs() * loader_.steps_per_epoch(); }

  void start();              ///< from the checkpoint, or from the beginning
  Result<void> run_phase();  ///< the epochs that are left of the present phase
  Result<bool> run_epoch();  ///< false: the phase ends early
  Result<double> run_step(std::span<const std::int64_t> samples, double learning_rate);
  void finish_epoch();
  void use_average();          ///< averaged weights, where they are asked for, become the model's
  void keep_best();            ///< the best epoch's weights become the model's
  void begin_quantised();      ///< ranges and formats from what the float phase left
  void calibrate(bool front);  ///< formats of the Quantize nodes of the front, or of the others
  void update_statistics(const std::vector<Network::Pass>& parts);

  std::vector<float> training_values(std::span<const std::int64_t> samples) const;
  std::vector<float> entries_of(const SampleStore& store, const Loader& loader) const;
  void cache_entries();
  std::vector<float> logits_of_validation(Mode mode) const;
  Measure validate(Mode mode) const;
  double score(const Measure& measure) const;

  Result<void> save();
  void report(double rate) const;

  Model model_;
  TrainOptions options_;
  std::uint64_t seed_;
  std::filesystem::path checkpoint_file_;
  Watch& watch_;
  SampleStore training_, validation_;
  Loader loader_, validation_loader_;
  Loss loss_;
  Network network_;
  Optimiser optimiser_;
  Checkpoint state_;
  std::vector<float> training_entries_, validation_entries_;
  std::size_t input_size_, entry_size_;
  Clock::time_point saved_at_, reported_at_;
};

}  // namespace knap::learn
