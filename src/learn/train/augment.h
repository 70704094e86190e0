// augment: changes one training sample before the network sees it - shift, scale, noise, flips, on integer
// codes.
#pragma once

#include <span>

#include "core/base/rng.h"
#include "core/num/format.h"
#include "core/num/tensor.h"
#include "learn/train/options.h"

namespace knap::learn {

/// Changes the codes of one sample in place as the options say. The result is again integer codes inside
/// `format` (rounded half to even and saturated): what the sensor could have given. Draws from `rng` alike
/// for every sample.
void augment(std::span<float> codes, const Shape& shape, const Fixed& format, const TrainOptions& options,
             Rng& rng);

}  // namespace knap::learn
