// predict: the integer network applied to records of a dataset.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/watch.h"
#include "core/goal/class_metrics.h"
#include "data/set/dataset.h"
#include "learn/train/samples.h"
#include "net/ir/integer.h"

namespace knap::app {

/// A split as the trainer reads it; refers to the dataset, which must outlive it.
learn::Samples samples_of(const data::Dataset& dataset, const std::vector<std::uint32_t>& records);

/// What the integer network says of one record.
struct Prediction {
  std::int64_t chosen = 0;           ///< class index
  std::vector<std::int64_t> logits;  ///< at the accumulator's scale
};
/// In the order of `records`, in parallel, through net/exec.
Result<std::vector<Prediction>> predict(const net::IntGraph& graph, const data::Dataset& dataset,
                                        const std::vector<std::uint32_t>& records, const Watch& watch);

/// What the predictions of some records, in their order, are worth.
struct Verdict {
  Confusion confusion{2};
  ClassMetrics classes;
};
Verdict verdict(const data::Dataset& dataset, const std::vector<std::uint32_t>& records,
                const std::vector<Prediction>& predictions, std::optional<int> positive);

/// The test records that go through every rung: the first `count` of the test split, in its order.
std::vector<std::uint32_t> verify_records(const data::Dataset& dataset, std::int64_t count);

}  // namespace knap::app
