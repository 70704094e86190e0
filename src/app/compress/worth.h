// worth: what each weight of a trained network is worth to it, by the criteria of pruning's literature.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/compress/compress_options.h"
#include "core/base/watch.h"
#include "data/set/dataset.h"
#include "learn/train/train.h"
#include "net/ir/integer.h"

namespace knap::app {

/// By layer: what each of its weights is worth.
using Worth = std::map<std::string, std::vector<double>>;

/// Of the weights of candidate.graph (TrainResult::unrounded); `integer` is the same network in integers.
/// Sizes (l1, l2, activation) are shares of their layer's: otherwise a layer of few groups, without which
/// nothing is told, would go as soon as one of many. What the loss changes by (taylor, fisher) is compared as
/// it is. Sources: Molchanov et al., CVPR 2019 (taylor, fisher); Sun et al., ICLR 2024, arXiv 2306.11695
/// (activation: a weight times the root mean square of what it multiplies). Errors are those of
/// learn::sensitivity.
Result<Worth> worth_of(const learn::Candidate& candidate, const net::IntGraph& integer, Importance importance,
                       const data::Dataset& dataset, Watch& watch);

/// The same from what is measured already; `operands`: of operand_sizes, where importance is Activation.
Worth worth_of(const std::map<std::string, learn::Sensitivity>& measured, Importance importance,
               const Worth& operands = {});

/// By layer with weights, for each of its weights: the root mean square of what it multiplies, in steps of
/// that value's format, over these records.
Result<Worth> operand_sizes(const net::IntGraph& integer, const data::Dataset& dataset,
                            const std::vector<std::uint32_t>& records, const Watch& watch);

}  // namespace knap::app
