// Mask: which weights of a layer are kept. Data of the graph, like a width: what hardware leaves out follows
// from it and never from a weight that happens to be 0, so that a plan made before a training fits after it.
#pragma once

#include "core/num/tensor.h"

namespace knap::net {

/// 1 = kept, 0 = pruned (that weight is 0 and stays so); of the weights' shape. Null: all are kept.
using Mask = IntTensorPtr;

/// Whether weight `i` is kept.
inline bool is_kept(const Mask& mask, std::int64_t i) { return !mask || (*mask)[i] != 0; }
/// Kept weights of `size`.
std::int64_t kept(const Mask& mask, std::int64_t size);

}  // namespace knap::net
