// equalise: moves scale between neighbouring layers so that the channels of each use the same range.
#pragma once

#include "learn/train/model.h"

namespace knap::learn {

/// Cross-layer equalisation (Nagel et al. 2019, arXiv 1906.04721, section 4.1): where output channel c of a
/// linear layer is read by one other linear layer only, through operators with f(s x) = s f(x) for s > 0,
/// its weights are multiplied and the reader's divided by one s > 0, which leaves the float function as it
/// is. s makes the largest (folded) weights of c on both sides equal. Without it one step for a whole tensor
/// starves the channels whose folded weights are small. Sweeps until no factor is far from 1 (bounded).
/// Given ranges do not scale and end a chain; so does a channel whose weights are all 0.
void equalise(Model& model);

}  // namespace knap::learn
