#include "app/flow/scores.h"

#include <gtest/gtest.h>

#include "core/text/json.h"

namespace knap::app {
namespace {

std::vector<Prediction> chosen(const std::vector<std::int64_t>& classes) {
  std::vector<Prediction> predictions;
  for (const std::int64_t c : classes) predictions.push_back({c, {}});
  return predictions;
}

TEST(Scores, RowsAreTruthAndColumnsTheChosenClass) {
  const auto matrix = confusion_matrix({0, 0, 1, 1, 1}, chosen({0, 1, 1, 1, 0}), 2);
  EXPECT_EQ(matrix, (std::vector<std::vector<std::int64_t>>{{1, 1}, {1, 2}}));
  EXPECT_DOUBLE_EQ(accuracy_of(matrix), 0.6);
  EXPECT_EQ(print_json(to_table(matrix), 0), "[[1,1],[1,2]]");
}

TEST(Scores, SensitivityIsOfThePositiveRowAndFalseAlarmsOfTheOther) {
  const std::vector<std::vector<std::int64_t>> matrix = {{90, 10}, {5, 15}};
  EXPECT_DOUBLE_EQ(detection_of(matrix, 1).sensitivity, 0.75);
  EXPECT_DOUBLE_EQ(detection_of(matrix, 1).false_alarm_rate, 0.1);
  EXPECT_DOUBLE_EQ(detection_of(matrix, 0).sensitivity, 0.9);
  EXPECT_DOUBLE_EQ(detection_of(matrix, 0).false_alarm_rate, 0.25);
}

TEST(Scores, WithoutSamplesEverythingIsZeroNotNaN) {
  EXPECT_EQ(accuracy_of({{0, 0}, {0, 0}}), 0);
  EXPECT_EQ(detection_of({{0, 0}, {0, 0}}, 1).sensitivity, 0);
  EXPECT_EQ(detection_of({{3, 0}, {0, 0}}, 1).sensitivity, 0);
}

}  // namespace
}  // namespace knap::app
