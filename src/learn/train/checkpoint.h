// Checkpoint: everything a killed training run needs to go on as if nothing had happened.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "learn/train/model.h"
#include "learn/train/optimiser.h"

namespace knap::learn {

/// One epoch's record.
struct Curve {
  int epoch = 0;      ///< from 1, within the phase
  std::string phase;  ///< its name, such as "float"
  double loss = 0;    ///< mean over the training samples, while they were learned from
  double validation_loss = 0, validation_accuracy = 0, validation_balanced_accuracy = 0;
  double learning_rate = 0;  ///< at the epoch's end
  double seconds = 0, samples_per_second = 0;
  bool operator==(const Curve&) const = default;
};

/// The best epoch of a phase so far.
struct Best {
  int epoch = -1;      ///< from 1; 0 = what the phase began with, -1 = none yet
  double measure = 0;  ///< greater is better
  ModelState model;
  bool operator==(const Best&) const = default;
};

struct Checkpoint {
  std::string key;                      ///< identity of graph, data, options and seed
  int phase = 0;                        ///< index in phases_of(options); their number = done
  std::string phase_name;               ///< empty when done
  bool has_begun = false;               ///< what precedes the phase's first epoch is done
  int epoch = 0;                        ///< within the phase, from 0
  std::int64_t step = 0;                ///< next step within the epoch
  double loss_sum = 0, weight_sum = 0;  ///< of this epoch so far
  double learning_rate = 0;             ///< of the last step
  double epoch_seconds = 0, seconds = 0;
  ModelState model;
  Optimiser::State optimiser;
  Best best;
  ModelState average;            ///< moving average of this phase; empty where none is asked for
  ModelState float_model;        ///< what calibration began with; empty before
  int pruned_at = -1;            ///< epoch of all phases at which the last selection was made
  std::int64_t worth_steps = 0;  ///< of the present or last epoch; 0 where nothing is pruned on the way
  std::vector<std::vector<double>> worth_first,
      worth_second;  ///< by linear layer, sums over these (Sensitivity)
  std::vector<Curve> curves;
  bool operator==(const Checkpoint&) const = default;
};

/// Flat (name, bytes) records behind a magic number, ending in a SHA-256. Same state, same bytes.
std::string to_bytes(const Checkpoint& checkpoint);
/// Nothing when the bytes are not a complete checkpoint of this version.
std::optional<Checkpoint> checkpoint_from_bytes(std::string_view bytes);

/// Atomically (a kill leaves the old file or the new one). kFile when the disk refuses.
Result<void> save_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint);
/// The checkpoint of this very run; nothing when there is none, it is damaged, or it belongs to another run.
std::optional<Checkpoint> load_checkpoint(const std::filesystem::path& file, const std::string& key);

}  // namespace knap::learn
