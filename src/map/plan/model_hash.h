// model_hash: which networks a plan belongs to.
#pragma once

#include <string>

#include "net/ir/integer.h"

namespace knap::map {

/// SHA-256 of what a plan's names and foldings speak of: every layer with its name, operator, operands,
/// window and shapes, and the format of the input. Weights, thresholds, scales and the widths that follow
/// from them are left out: training the same network anew, or calibrating it otherwise, keeps a person's
/// plan.
std::string model_hash(const net::IntGraph& graph);

}  // namespace knap::map
