// remove_channels: channels that pruning has left without a reader, or constant, go through all layers.
#pragma once

#include "core/base/result.h"
#include "net/ir/integer.h"

namespace knap::net {

/// The same function with fewer channels. A channel goes where nobody reads it (every weight that would is
/// pruned), or where it is the same number for every input (every weight that makes it is pruned) and each of
/// its readers can take that number into a bias: a dense layer always, a convolution where no window reaches
/// into the padding, or the number is what padding reads.
///
/// Inputs, outputs and what an arg-max reads keep their channels, and so do grouped convolutions that are not
/// depthwise. At least one channel of a value stays. Masks decide, never a weight that happens to be 0.
IntGraph remove_channels(const IntGraph& graph);

}  // namespace knap::net
