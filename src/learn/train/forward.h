// forward: the trainer's quantised forward in float64 - exact, the first rung of the verification ladder -
// and the float network's logits.
#pragma once

#include "core/base/watch.h"
#include "learn/train/samples.h"
#include "net/ir/real.h"

namespace knap::learn {

/// The output of one node for several samples.
struct Trace {
  std::string node;
  RealTensor values;  ///< [samples, node shape...]
};

/// The values of every Quantize node, in graph order, and of the logits, for samples first .. first + count,
/// of a graph as train() returns it (weights and formats set). Equal to net/eval on to_integer(graph), times
/// the step of each node, on every element. The sums run in float64, where they are exact: Σ|w||x| < 2^53 is
/// checked (kBadModel). What follows an activation that double precision rounds (batch norm, HardSwish,
/// Sigmoid) is decided in higher precision wherever the double lies close to a rounding boundary.
Result<std::vector<Trace>> trace_quantised(const net::Graph& graph, const Samples& samples,
                                           std::int64_t first, std::int64_t count);

/// [samples.count, classes] of the same forward.
Result<RealTensor> quantised_logits(const net::Graph& graph, const Samples& samples, Watch& watch);

/// [samples.count, classes] of the float network (TrainResult::float_graph), computed in float32.
Result<RealTensor> float_logits(const net::Graph& graph, const Samples& samples, Watch& watch);

/// Share of the samples whose greatest logit (or, of one logit, the sign) is their label's.
double accuracy(const RealTensor& logits, const std::vector<int>& labels);

}  // namespace knap::learn
