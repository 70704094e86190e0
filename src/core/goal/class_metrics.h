// ClassMetrics: recall, precision, F1, balanced accuracy and the area under the ROC curve of a classifier.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/goal/classification.h"

namespace knap {

/// With a positive class, recall, precision, F1 and AUC are its own; else each is the mean over all classes
/// (macro average), every class against all others. A figure that some class has not got is absent: a mean
/// over fewer classes would look better than it is.
struct ClassMetrics {
  std::optional<double> balanced_accuracy;  ///< mean recall of all classes, with a positive class too
  std::optional<double> f1, recall, precision, auc;
  bool operator==(const ClassMetrics&) const = default;
};

/// What a classifier says of one record: its class, and a score for every class.
struct ScoredRecord {
  int truth = 0;
  std::span<const std::int64_t> scores;
};

/// `confusion` and `records` are of the same records; the scores are those that the class was chosen by.
ClassMetrics class_metrics(const Confusion& confusion, std::span<const ScoredRecord> records,
                           std::optional<int> positive);

/// The area under the ROC curve: of all pairs of one of the class and one of the others, the share in which
/// that of the class has the higher score; equal scores count half (J. A. Hanley, B. J. McNeil, Radiology
/// 143, 1982). Nothing where either side has no records. The pairs are counted in whole numbers, so that the
/// only rounding is that of the last division. O(n log n).
std::optional<double> auc(std::vector<std::int64_t> of_class, std::vector<std::int64_t> of_others);

/// AUC of one class against all others. Of two classes the score is the difference of theirs, which is what
/// any threshold decides by; of more it is the class's own.
std::optional<double> auc_of_class(std::span<const ScoredRecord> records, int which);

}  // namespace knap
