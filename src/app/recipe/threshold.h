// threshold: a detector's decision threshold, chosen on records that are known and folded into the last bias.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "net/ir/real.h"

namespace knap::app {

/// Scores (logit of the positive class minus that of the other, integers) of records without the
/// condition -> the smallest threshold t such that at most `false_alarms` of them lie above it. Half a step
/// is not possible: records with score > t are taken for the positive class.
std::int64_t choose_threshold(std::vector<std::int64_t> negative_scores, double false_alarms);

/// Can fold_threshold work on this network once it is trained? To be asked before.
Result<void> check_threshold(const net::Graph& graph);

/// Lowers the bias of `positive` (class index) in the last Dense by `threshold` steps of its accumulator (one
/// more for class 0, which wins ties), so that arg-max takes it exactly where its score lies above the
/// threshold. kImpossible when the network does not end in a Dense of two units before its arg-max, or when
/// the bias would leave its width.
Result<net::Graph> fold_threshold(const net::Graph& graph, int positive, std::int64_t threshold);

}  // namespace knap::app
