// scores: accuracy, detection and confusion of predictions, as report sections.
#pragma once

#include <string>
#include <vector>

#include "app/flow/model.h"
#include "core/text/value.h"

namespace knap::app {

/// Rows = truth, columns = chosen class.
std::vector<std::vector<std::int64_t>> confusion_matrix(const std::vector<int>& truth,
                                                        const std::vector<Prediction>& predictions,
                                                        std::size_t classes);
double accuracy_of(const std::vector<std::vector<std::int64_t>>& confusion);

struct Detection {
  double sensitivity = 0, false_alarm_rate = 0;
};
/// Two classes; `positive` is the row to be detected.
Detection detection_of(const std::vector<std::vector<std::int64_t>>& confusion, std::size_t positive);

Value to_table(const std::vector<std::vector<std::int64_t>>& confusion);

}  // namespace knap::app
