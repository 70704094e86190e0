// eval: the slow obvious meaning of both graphs; everything else is compared with it.
#pragma once

#include <vector>

#include "core/base/result.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"

namespace knap::net {

/// The value of every node for one sample (inputs in the order of graph.inputs(), shapes as declared; codes
/// inside the Input's format, else kBadData).
Result<std::vector<IntTensor>> evaluate_all(const IntGraph& graph, const std::vector<IntTensor>& inputs);
/// The graph's outputs only.
Result<std::vector<IntTensor>> evaluate(const IntGraph& graph, const std::vector<IntTensor>& inputs);

/// The real graph in double precision: weights quantised where their format says so (fraction_bits set),
/// Quantize applied. Inputs are real values (code * 2^-fraction_bits). Exact as long as sums stay below 2^53
/// (checked).
Result<std::vector<RealTensor>> evaluate_all(const Graph& graph, const std::vector<RealTensor>& inputs);

}  // namespace knap::net
