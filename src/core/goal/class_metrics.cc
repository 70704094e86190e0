#include "core/goal/class_metrics.h"

#include <algorithm>

#include "core/base/check.h"

namespace knap {
namespace {

/// The mean of figure(c) over all classes; nothing where one is missing.
template <class Figure>
std::optional<double> mean_of_classes(int classes, const Figure& figure) {
  double sum = 0;
  for (int c = 0; c < classes; ++c) {
    const std::optional<double> one = figure(c);
    if (!one) return {};
    sum += *one;
  }
  return sum / classes;
}

}  // namespace

std::optional<double> auc(std::vector<std::int64_t> of_class, std::vector<std::int64_t> of_others) {
  if (of_class.empty() || of_others.empty()) return {};
  std::sort(of_class.begin(), of_class.end());
  std::sort(of_others.begin(), of_others.end());
  // For each score of the class, those of the others that lie below it and that equal it: both ends only move
  // upwards. Twice the pairs won is at most twice the product of two numbers of records.
  std::uint64_t twice_won = 0;
  std::size_t below = 0, not_above = 0;
  for (const std::int64_t score : of_class) {
    while (below < of_others.size() && of_others[below] < score) ++below;
    while (not_above < of_others.size() && of_others[not_above] <= score) ++not_above;
    twice_won += below + not_above;
  }
  const auto pairs = static_cast<double>(std::uint64_t{of_class.size()} * of_others.size());
  return static_cast<double>(twice_won) / (2 * pairs);
}

std::optional<double> auc_of_class(std::span<const ScoredRecord> records, int which) {
  std::vector<std::int64_t> of_class, of_others;
  const auto place = static_cast<std::size_t>(which);
  for (const ScoredRecord& record : records) {
    KNAP_CHECK(place < record.scores.size(), "a score for every class");
    const std::int64_t score =
        record.scores.size() == 2 ? record.scores[place] - record.scores[1 - place] : record.scores[place];
    (record.truth == which ? of_class : of_others).push_back(score);
  }
  return auc(std::move(of_class), std::move(of_others));
}

ClassMetrics class_metrics(const Confusion& confusion, std::span<const ScoredRecord> records,
                           std::optional<int> positive) {
  const auto recall = [&](int c) { return confusion.sensitivity(c); };
  const auto precision = [&](int c) { return confusion.precision(c); };
  const auto f1 = [&](int c) { return confusion.f1(c); };
  const auto area = [&](int c) { return auc_of_class(records, c); };
  const auto figure = [&](const auto& of_one) {
    return positive ? of_one(*positive) : mean_of_classes(confusion.classes(), of_one);
  };
  return {mean_of_classes(confusion.classes(), recall), figure(f1), figure(recall), figure(precision),
          figure(area)};
}

}  // namespace knap
