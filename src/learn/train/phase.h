// Phase: one stretch of a training - how the network computes while it learns, for how long, and what moves.
#pragma once

#include <string>
#include <vector>

#include "learn/train/model.h"
#include "learn/train/options.h"

namespace knap::learn {

/// All that distinguishes a stretch of training from another. The trainer goes through a list of them and
/// asks for nothing but these fields, so that a new kind of phase is a new row of phases_of().
struct Phase {
  std::string name;  ///< in curves and checkpoints; its epochs' orders and augmentations are drawn by it
  Mode learns = Mode::Float;      ///< Float or Quantised
  Mode validates = Mode::Folded;  ///< Folded or Quantised
  int epochs = 0;
  double learning_rate = 0;  ///< the greatest
  Schedule schedule = Schedule::Constant;
  bool calibrates = false;        ///< begins with the choice of all formats
  bool starts_as_best = false;    ///< its epochs must beat the network that they begin with
  bool moves_statistics = false;  ///< batch norms take the statistics of its batches
  double range_fraction = 0;      ///< share of its steps that move formats
};

/// In floating point, then quantised. Folded batch norms keep the statistics of the float phase, for moving
/// them would move the quantised weights. A quantised phase that makes nothing better leaves what calibration
/// gave.
std::vector<Phase> phases_of(const TrainOptions& options);

}  // namespace knap::learn
