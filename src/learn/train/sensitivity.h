// sensitivity: how the loss answers to each weight of a quantised network.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/watch.h"
#include "learn/train/layer_worth.h"
#include "learn/train/train.h"

namespace knap::learn {

/// By layer. `candidate.graph` is one that a training gave (TrainResult::unrounded), its formats are used as
/// they are; `batches` of the training samples in a random order of their own. Molchanov et al., Importance
/// Estimation for Neural Network Pruning, CVPR 2019, over batches instead of samples.
/// Errors are those of train().
Result<std::map<std::string, Sensitivity>> sensitivity(const Candidate& candidate, int batches, Watch& watch);

}  // namespace knap::learn
