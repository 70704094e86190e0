// build: NetworkSpec -> Graph, and the start values of its weights.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/base/rng.h"
#include "net/build/spec.h"
#include "net/ir/real.h"

namespace knap::net {

/// The graph of a network on samples of this shape and format, weights null. Linear layers get batch norm,
/// activation and output Quantize as the spec says, with stable names: conv1, conv1.norm, conv1.relu,
/// conv1.quantize. A value is quantised when something other than a batch norm, an activation or a quantize
/// layer reads it; the last linear layer's sums stay (logits). Outputs: "class" when the last layer is
/// arg_max, else "logits". Every layer but the last is read by another; nothing reads an arg_max. Errors
/// (kImpossible, kUnknownName, kWrongType, kUnknownKey) are at the path of the layer's key:
/// "network.layer[2].units".
Result<Graph> build(const NetworkSpec& spec, const Input& input, const std::string& name = "network");

/// He-uniform weights (He et al. 2015: bound sqrt(6 / fan_in)), biases 0, batch norms the identity. Nodes
/// that have weights keep them.
void initialise(Graph& graph, Rng& rng);

}  // namespace knap::net
