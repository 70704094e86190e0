// learning_rate_factor: how the learning rate moves over a phase.
#pragma once

#include <cstdint>

#include "learn/train/options.h"

namespace knap::learn {

/// Factor in [0, 1] of the greatest learning rate at `step` of `steps` (of `epochs` epochs).
/// one_cycle: cosine rise from 1/25 during the warm-up share, then cosine fall to 1e-4 / 25 (Smith 2017, as
/// torch has it); cosine: half a cosine from 1 to 0, no warm-up; step: times step_factor every step_epochs.
double learning_rate_factor(Schedule schedule, const TrainOptions& options, std::int64_t step,
                            std::int64_t steps, int epochs);

}  // namespace knap::learn
