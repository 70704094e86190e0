#include "learn/train/phase.h"

namespace knap::learn {

std::vector<Phase> phases_of(const TrainOptions& options) {
  Phase real;
  real.name = "float";
  real.learns = Mode::Float;
  real.validates = Mode::Folded;
  real.epochs = options.float_epochs;
  real.learning_rate = options.learning_rate;
  real.schedule = options.schedule;
  real.moves_statistics = true;

  Phase quantised;
  quantised.name = "quantised";
  quantised.learns = Mode::Quantised;
  quantised.validates = Mode::Quantised;
  quantised.epochs = options.quantised_epochs;
  quantised.learning_rate = options.quantised_learning_rate;
  quantised.schedule = options.quantised_schedule;
  quantised.calibrates = true;
  quantised.starts_as_best = true;
  quantised.range_fraction = options.range_fraction;
  return {real, quantised};
}

}  // namespace knap::learn
