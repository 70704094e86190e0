#include "core/goal/class_metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "core/base/rng.h"

namespace knap {
namespace {

using Scores = std::vector<std::int64_t>;

/// Every pair looked at.
std::optional<double> slow_auc(const Scores& of_class, const Scores& of_others) {
  if (of_class.empty() || of_others.empty()) return {};
  double won = 0;
  for (const std::int64_t a : of_class)
    for (const std::int64_t b : of_others) won += a > b ? 1 : a == b ? 0.5 : 0;
  return won / (static_cast<double>(of_class.size()) * static_cast<double>(of_others.size()));
}

/// Records with their scores, and the confusion of choosing the highest one (the first of equals).
struct Judged {
  explicit Judged(int classes) : confusion(classes) {}
  void add(int truth, Scores of_record) {
    const auto best = std::max_element(of_record.begin(), of_record.end());
    confusion.add(truth, static_cast<int>(best - of_record.begin()));
    scores.push_back(std::move(of_record));
    truths.push_back(truth);
  }
  ClassMetrics metrics(std::optional<int> positive) const {
    std::vector<ScoredRecord> records;
    for (std::size_t i = 0; i < truths.size(); ++i) records.push_back({truths[i], scores[i]});
    return class_metrics(confusion, records, positive);
  }
  Confusion confusion;
  std::vector<Scores> scores;
  std::vector<int> truths;
};

TEST(ClassMetrics, TheAreaUnderTheCurveIsTheShareOfPairsInOrder) {
  EXPECT_EQ(auc({3, 4}, {1, 2}), 1.0);
  EXPECT_EQ(auc({1, 2}, {3, 4}), 0.0);
  EXPECT_EQ(auc({5, 5}, {5}), 0.5);
  // 8 pairs: 10 beats 1, 2, 7 and 9; 2 beats 1 and shares a half with 2.
  EXPECT_EQ(auc({10, 2}, {1, 2, 7, 9}), 5.5 / 8);
  EXPECT_EQ(auc({0}, {}), std::nullopt);
  EXPECT_EQ(auc({}, {0}), std::nullopt);
}

TEST(ClassMetrics, TheAreaIsThatOfLookingAtEveryPair) {
  Rng rng(1, "auc");
  for (int trial = 0; trial < 300; ++trial) {
    SCOPED_TRACE(trial);
    const std::int64_t spread = rng.flip(0.5) ? rng.integer(0, 5) : std::int64_t{1} << rng.integer(10, 60);
    std::array<Scores, 2> sides;
    for (Scores& side : sides)
      for (std::int64_t i = rng.integer(0, 40); i > 0; --i) side.push_back(rng.integer(-spread, spread));
    ASSERT_EQ(auc(sides[0], sides[1]), slow_auc(sides[0], sides[1]));
  }
}

TEST(ClassMetrics, OfADetectorTheFiguresAreThoseOfThePositiveClass) {
  Judged judged(2);  // class 1 is the condition; a record is taken for it where its score is the higher one
  judged.add(1, {0, 6});
  judged.add(1, {0, 2});
  judged.add(1, {3, 2});
  judged.add(0, {0, 2});
  judged.add(0, {5, 0});
  const ClassMetrics found = judged.metrics(1);
  EXPECT_EQ(found.recall, 2.0 / 3);
  EXPECT_EQ(found.precision, 2.0 / 3);
  EXPECT_EQ(found.f1, 2.0 / 3);
  EXPECT_EQ(found.balanced_accuracy, (2.0 / 3 + 0.5) / 2);
  // Differences 6, 2, -1 against 2, -5: 2 + 1.5 + 1 of 6 pairs.
  EXPECT_EQ(found.auc, 4.5 / 6);
  EXPECT_EQ(judged.metrics(0).auc, found.auc) << "both classes are told apart by the same difference";
  EXPECT_EQ(judged.metrics(std::nullopt).auc, found.auc);
}

TEST(ClassMetrics, OfManyClassesTheyAreMeansOverTheClasses) {
  Judged judged(3);
  judged.add(0, {9, 1, 1});
  judged.add(0, {2, 8, 3});
  judged.add(1, {1, 7, 0});
  judged.add(2, {4, 0, 6});
  judged.add(2, {5, 1, 3});
  const ClassMetrics found = judged.metrics(std::nullopt);
  const double recall = (1.0 / 2 + 1.0 + 1.0 / 2) / 3;
  EXPECT_DOUBLE_EQ(*found.recall, recall);
  EXPECT_DOUBLE_EQ(*found.balanced_accuracy, recall);
  EXPECT_DOUBLE_EQ(*found.precision, (1.0 / 2 + 1.0 / 2 + 1.0) / 3);
  EXPECT_DOUBLE_EQ(*found.f1, (2.0 / 4 + 2.0 / 3 + 2.0 / 3) / 3);
  // Class 0: 9, 2 against 1, 4, 5; class 1: 7 against 1, 8, 0, 1; class 2: 6, 3 against 1, 3, 0.
  EXPECT_DOUBLE_EQ(*found.auc, (4.0 / 6 + 3.0 / 4 + 5.5 / 6) / 3);
}

TEST(ClassMetrics, AClassWithoutRecordsLeavesNoMeanOverTheClasses) {
  Judged judged(3);
  judged.add(0, {2, 1, 0});
  judged.add(1, {1, 2, 0});
  EXPECT_EQ(judged.metrics(std::nullopt), ClassMetrics{});
  const ClassMetrics of_one = judged.metrics(0);
  EXPECT_EQ(of_one.recall, 1.0);
  EXPECT_EQ(of_one.auc, 1.0);
  EXPECT_EQ(of_one.balanced_accuracy, std::nullopt);
}

TEST(ClassMetrics, AClassThatIsNeverChosenHasNoPrecisionAndAnF1OfZero) {
  Judged judged(2);
  judged.add(0, {2, 1});
  judged.add(1, {2, 1});
  const ClassMetrics found = judged.metrics(1);
  EXPECT_EQ(found.recall, 0.0);
  EXPECT_EQ(found.precision, std::nullopt);
  EXPECT_EQ(found.f1, 0.0);
  EXPECT_EQ(found.auc, 0.5);
}

}  // namespace
}  // namespace knap
