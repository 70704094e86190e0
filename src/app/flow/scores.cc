#include "app/flow/scores.h"

namespace knap::app {

std::vector<std::vector<std::int64_t>> confusion_matrix(const std::vector<int>& truth,
                                                        const std::vector<Prediction>& predictions,
                                                        std::size_t classes) {
  KNAP_CHECK(truth.size() == predictions.size());
  std::vector<std::vector<std::int64_t>> matrix(classes, std::vector<std::int64_t>(classes, 0));
  for (std::size_t i = 0; i < truth.size(); ++i)
    ++matrix.at(static_cast<std::size_t>(truth[i])).at(static_cast<std::size_t>(predictions[i].chosen));
  return matrix;
}

double accuracy_of(const std::vector<std::vector<std::int64_t>>& confusion) {
  std::int64_t right = 0, all = 0;
  for (std::size_t row = 0; row < confusion.size(); ++row) {
    for (const std::int64_t n : confusion[row]) all += n;
    right += confusion[row][row];
  }
  return all == 0 ? 0 : static_cast<double>(right) / static_cast<double>(all);
}

Detection detection_of(const std::vector<std::vector<std::int64_t>>& confusion, std::size_t positive) {
  const std::size_t other = 1 - positive;
  const auto share = [](std::int64_t part, std::int64_t rest) {
    return part + rest == 0 ? 0 : static_cast<double>(part) / static_cast<double>(part + rest);
  };
  return {share(confusion[positive][positive], confusion[positive][other]),
          share(confusion[other][positive], confusion[other][other])};
}

Value to_table(const std::vector<std::vector<std::int64_t>>& confusion) {
  ValueArray rows;
  for (const auto& row : confusion) {
    ValueArray cells;
    for (const std::int64_t n : row) cells.emplace_back(n);
    rows.emplace_back(std::move(cells));
  }
  return Value(std::move(rows));
}

}  // namespace knap::app
