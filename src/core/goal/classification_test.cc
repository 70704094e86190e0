#include "core/goal/classification.h"

#include <gtest/gtest.h>

#include "core/base/check.h"

namespace knap {
namespace {

TEST(Classification, TheFiguresOfADetectorFollowFromItsCounts) {
  Confusion confusion(2);  // class 1 is the alarm
  confusion.add(0, 0, 900);
  confusion.add(0, 1, 100);
  confusion.add(1, 0, 10);
  confusion.add(1, 1, 90);
  EXPECT_EQ(confusion.total(), 1100);
  EXPECT_DOUBLE_EQ(*confusion.accuracy(), 990.0 / 1100);
  EXPECT_DOUBLE_EQ(*confusion.sensitivity(1), 0.9);
  EXPECT_DOUBLE_EQ(*confusion.false_alarm_rate(1), 0.1);
}

TEST(Classification, OneClassAgainstAllOthers) {
  Confusion confusion(3);
  confusion.add(0, 1);
  confusion.add(0, 2);
  confusion.add(1, 1);
  confusion.add(2, 1);
  confusion.add(2, 2);
  EXPECT_DOUBLE_EQ(*confusion.false_alarm_rate(1), 0.5);  // 2 of the 4 that are not class 1
  EXPECT_DOUBLE_EQ(*confusion.sensitivity(2), 0.5);
  EXPECT_EQ(confusion.rows(), (std::vector<std::vector<std::int64_t>>{{0, 1, 1}, {0, 1, 0}, {0, 1, 1}}));
}

TEST(Classification, PrecisionIsOfWhatWasTakenForAClassAndF1OfBoth) {
  Confusion confusion(3);
  confusion.add(0, 0, 6);
  confusion.add(0, 1, 2);
  confusion.add(1, 1, 3);
  confusion.add(1, 0, 1);
  EXPECT_DOUBLE_EQ(*confusion.precision(1), 3.0 / 5);
  EXPECT_DOUBLE_EQ(*confusion.f1(1), 2 * 0.75 * 0.6 / (0.75 + 0.6));
  EXPECT_EQ(confusion.precision(2), std::nullopt) << "nothing was taken for it";
  EXPECT_EQ(confusion.f1(2), std::nullopt) << "it has no samples";
}

TEST(Classification, WithoutSamplesThereAreNoFigures) {
  const Confusion empty(2);
  EXPECT_EQ(empty.precision(1), std::nullopt);
  EXPECT_EQ(empty.f1(1), std::nullopt);
  EXPECT_EQ(empty.accuracy(), std::nullopt);
  EXPECT_EQ(empty.sensitivity(1), std::nullopt);
  EXPECT_EQ(empty.false_alarm_rate(1), std::nullopt);
}

TEST(Classification, MatricesAddAndCheckTheirClasses) {
  Confusion a(2), b(2);
  a.add(0, 1);
  b.add(0, 1, 2);
  a += b;
  EXPECT_EQ(a.at(0, 1), 3);
  EXPECT_THROW(a.add(2, 0), InternalError);
  EXPECT_THROW(a.add(0, -1), InternalError);
  EXPECT_THROW(a += Confusion(3), InternalError);
}

}  // namespace
}  // namespace knap
