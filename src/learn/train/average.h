// average: the exponential moving average of everything that training moves.
#pragma once

#include <cstdint>

#include "learn/train/model.h"

namespace knap::learn {

/// Moves `average` towards `now`: average += (1 - d) (now - average) for parameters and statistics; formats
/// are those of `now`. d grows from 0 to `decay` with the steps taken (d = min(decay, step / (step + 10))),
/// so that the first weights are soon forgotten. An empty average becomes `now`. Averaged weights lie nearer
/// the middle of a flat minimum than the last ones (Polyak and Juditsky 1992; Izmailov et al. 2018, arXiv
/// 1803.05407), and do not swing between two codes as quantised ones do.
void move_average(ModelState& average, const ModelState& now, double decay, std::int64_t step);

}  // namespace knap::learn
