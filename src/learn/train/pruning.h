// Pruning: what a training drops on its way, so that one training gives a pruned network.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/base/result.h"
#include "learn/train/layer_worth.h"
#include "net/ir/prune.h"

namespace knap::learn {

/// Gradual pruning (Zhu and Gupta 2017, arXiv 1710.01878): a selection at the beginning of each of these
/// epochs, counted from 0 over all phases of the training; what one has dropped stays so. The optimiser and
/// the average of the weights begin anew, and an earlier epoch is no longer the best.
struct Pruning {
  int first = 1,
      last = 1;  ///< from 1, for what weights are worth is measured in the epoch before; the last included
  /// What is kept from selection `step` of count() on, from 0. A function of its arguments alone: a resumed
  /// training asks again.
  using Select = std::function<Result<net::Masks>(const std::map<std::string, Sensitivity>& measured,
                                                  const net::Masks& pruned, int step)>;
  Select select;
  std::string key;  ///< tells selections from others: part of the checkpoint's identity

  int count() const { return last - first + 1; }
};

}  // namespace knap::learn
