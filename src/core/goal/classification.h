// Classification: the confusion matrix and the figures that follow from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace knap {

/// Counts of (true class, predicted class).
class Confusion {
 public:
  explicit Confusion(int classes);

  /// KNAP_CHECKs that both lie in [0, classes).
  void add(int truth, int predicted, std::int64_t count = 1);
  /// Adds the counts of a matrix of the same size.
  Confusion& operator+=(const Confusion& other);

  int classes() const { return classes_; }
  std::int64_t at(int truth, int predicted) const;
  std::int64_t total() const;
  /// One row per true class, as report.json's `confusion`.
  std::vector<std::vector<std::int64_t>> rows() const;

  /// Right predictions of all; nothing when there are no samples.
  std::optional<double> accuracy() const;
  /// Right predictions of the samples of one class: its recall. For the positive class: the sensitivity.
  std::optional<double> sensitivity(int positive) const;
  /// Samples of all other classes that were taken for `positive`, of all these samples: 1 - specificity.
  std::optional<double> false_alarm_rate(int positive) const;
  /// Of the samples taken for a class, those that are of it; nothing when none was taken for it.
  std::optional<double> precision(int which) const;
  /// Harmonic mean of a class's recall and precision, 2 TP / (2 TP + FP + FN): 0 for one that is never taken
  /// rightly, nothing for one without samples.
  std::optional<double> f1(int which) const;
  bool operator==(const Confusion&) const = default;

 private:
  std::size_t index_of(int truth, int predicted) const;
  std::int64_t samples_of(int truth) const;
  std::int64_t taken_for(int predicted) const;

  int classes_;
  std::vector<std::int64_t> counts_;  // row-major, rows = truth
};

}  // namespace knap
