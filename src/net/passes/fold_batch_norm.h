// fold_batch_norm: batch norms as part of the linear operators before them.
#pragma once

#include "net/ir/real.h"

namespace knap::net {

/// Whether this node is a BatchNorm that the Conv or Dense before it can take in: it alone reads the linear
/// operator, whose own values are no output.
bool is_foldable_norm(const Graph& graph, NodeId norm);

/// Folds every such BatchNorm that has its parameters, behind an operator that has its weights
/// (net/ir/scale.h: fold_affine): float weights change, a bias is added, readers of the norm read the
/// operator. Approximate: the products are rounded to double before the sum instead of after it. Idempotent.
Graph fold_batch_norm(const Graph& graph);

}  // namespace knap::net
