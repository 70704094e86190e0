#include "core/num/tensor.h"

#include <gtest/gtest.h>

namespace knap {
namespace {

TEST(Tensor, ShapesPrintAndCount) {
  EXPECT_EQ(to_string(Shape{9000, 1}), "9000x1");
  EXPECT_EQ(to_string(Shape{}), "scalar");
  EXPECT_EQ((Shape{2, 3, 4}).size(), 24);
  EXPECT_EQ(Shape{}.size(), 1);
  EXPECT_EQ((Shape{2, 3, 4}).channels(), 4);
  EXPECT_EQ((Shape{2, 3, 4})[1], 3);
}

TEST(Tensor, IntervalIsTheHullOfTheElements) {
  EXPECT_EQ(interval_of(IntTensor(Shape{3}, {5, -2, 1})), (Interval{-2, 5}));
  EXPECT_EQ(interval_of(IntTensor(Shape{0})), (Interval{0, 0}));
}

TEST(Tensor, DataMustFitTheShape) {
  EXPECT_THROW(IntTensor(Shape{2}, {1, 2, 3}), InternalError);
  const IntTensor zeros(Shape{2, 2});
  EXPECT_EQ(zeros.data, (std::vector<std::int64_t>{0, 0, 0, 0}));
}

}  // namespace
}  // namespace knap
