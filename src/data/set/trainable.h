// trainable: whether a data set's splits are enough to train, validate and test every class.
#pragma once

#include "core/base/result.h"
#include "data/set/dataset.h"
#include "data/set/options.h"

namespace knap::data {

/// Every class has records to train and to validate with, and there is something to test with. What is
/// missing is told at the key or the file that decides about it: "data.limit", "data.test_fraction", the
/// split file, else the data.
Result<void> check_trainable(const Dataset& dataset, const DataOptions& options);

}  // namespace knap::data
