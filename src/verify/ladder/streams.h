// Expected: the beats of every stream as net/eval says they are.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/base/watch.h"
#include "verify/ladder/artefacts.h"

namespace knap::verify {

/// Element values per stream and record, in stream order: [stream][record][element]. The graph's logits too.
struct Expected {
  std::vector<std::vector<std::vector<std::int64_t>>> streams;
  std::vector<std::vector<std::int64_t>> logits;   ///< per record: operand of the last ArgMax, or the output
  std::vector<std::vector<std::int64_t>> outputs;  ///< per record
};

/// Evaluates every record with net/eval (in parallel). kBadArtefact for a sample outside its format.
Result<Expected> evaluate_records(const Artefacts& artefacts, const Watch& watch);

/// The node whose values decide: operand of the ArgMax that is the output, else the output itself.
net::NodeId logits_node(const net::IntGraph& graph);

/// The class that the graph's output stands for: its value behind an ArgMax, else the place of the greatest
/// element, of equal ones the first.
std::int64_t class_of(const net::IntGraph& graph, const std::vector<std::int64_t>& output);

}  // namespace knap::verify
