// to_integer: the one door from real numbers to integers. Behind it, floating point has stopped.
#pragma once

#include "core/base/result.h"
#include "net/ir/integer.h"
#include "net/ir/real.h"
#include "net/ir/scale.h"

namespace knap::net {

/// Each weight becomes its code, each chain of unary ops between an integer accumulator and the next Quantize
/// becomes one Steps that is evaluated exactly (rational arithmetic; Sigmoid by net/ir/scale.h)
/// and proved, each join is brought to a common scale. Names: the Steps takes the name of the Quantize that
/// ends the chain; all other nodes keep theirs; an operand of a Concat that must be shifted passes through a
/// Steps "<node>.align<i>". The integer passes (net/passes/table.h) are its last step. Refuses (kBadModel,
/// naming node and reason): weights without fraction_bits, an accumulator that reaches a join or an output
/// unquantised where that is not exact, a BatchNorm that was not folded and is not followed by Quantize,
/// AvgPool with a position-dependent divisor. Quantisation-free tails (logits -> ArgMax, or logits as
/// outputs) stay integers at the accumulator's scale; for per-channel weight formats they are shifted to a
/// common scale.
Result<IntGraph> to_integer(const Graph& graph);

/// The same before the integer passes, with what the integers stand for: scales[i] is that of node i of
/// `graph` (value = code 2^-fraction_bits / divisor).
struct IntegerConversion {
  IntGraph graph;
  std::vector<Scale> scales;
};
Result<IntegerConversion> convert_to_integer(const Graph& graph);

}  // namespace knap::net
