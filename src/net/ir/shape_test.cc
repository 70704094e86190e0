#include <gtest/gtest.h>

#include "net/ir/operators.h"

namespace knap::net {
namespace {

const std::string kShapeNode = "node";

Result<Shape> infer_of(const RealOp& op, std::vector<Shape> operands) {
  return infer_shape(op, operands, kShapeNode);
}

TEST(ShapeIr, FlattenAndReshapeKeepTheSize) {
  EXPECT_EQ(*infer_of(Flatten{}, {{3, 5, 2}}), Shape{30});
  EXPECT_EQ(*infer_of(Reshape{{15, 2}}, {{3, 5, 2}}), (Shape{15, 2}));
  EXPECT_FALSE(infer_of(Reshape{{15, 3}}, {{3, 5, 2}}).ok());
}

TEST(ShapeIr, ImpossibleShapesAreRefusedBeforeTheirSizeIsComputed) {
  EXPECT_FALSE(infer_of(Input{Shape{}, {}}, {}).ok());
  EXPECT_FALSE(infer_of(Input{Shape{0}, {}}, {}).ok());
  EXPECT_FALSE(infer_of(Input{Shape{-4, 2}, {}}, {}).ok());
  EXPECT_FALSE(infer_of(Input{Shape{1, 1, 1, 1}, {}}, {}).ok());
  const std::int64_t huge = std::int64_t{1} << 31;
  EXPECT_FALSE(infer_of(Input{Shape{huge, huge, huge}, {}}, {}).ok());
}

TEST(ShapeIr, AddWantsEqualShapes) {
  EXPECT_TRUE(infer_of(Add{}, {{3, 2}, {3, 2}}).ok());
  EXPECT_FALSE(infer_of(Add{}, {{3, 2}, {2, 3}}).ok());
  EXPECT_FALSE(infer_of(Add{}, {{3, 2}}).ok());
}

TEST(ShapeIr, ConcatAddsChannels) {
  EXPECT_EQ(*infer_of(Concat{}, {{3, 2}, {3, 5}, {3, 1}}), (Shape{3, 8}));
  EXPECT_FALSE(infer_of(Concat{}, {{3, 2}, {4, 2}}).ok());
  EXPECT_FALSE(infer_of(Concat{}, {{3, 2}, {3, 2, 2}}).ok());
  EXPECT_FALSE(infer_of(Concat{}, {{3, 2}}).ok());
}

TEST(ShapeIr, ArgMaxNeedsAFlatOperand) {
  EXPECT_EQ(*infer_of(ArgMax{}, {{7}}), Shape{1});
  EXPECT_FALSE(infer_of(ArgMax{}, {{7, 1}}).ok());
}

TEST(ShapeIr, IntervalsOfJoinsAndArgMax) {
  const std::vector<Shape> shapes{{4}, {4}};
  const std::vector<Interval> x{{-3, 2}, {1, 9}};
  const IntervalOperands operands{x, shapes, shapes[0], kShapeNode};
  const WideInterval sum = *integer::range(integer::Add{2, 1}, operands);
  EXPECT_TRUE(sum.low == -10 && sum.high == 26);
  const WideInterval all = *integer::range(integer::Concat{}, operands);
  EXPECT_TRUE(all.low == -3 && all.high == 9);
  const WideInterval index = *integer::range(integer::ArgMax{}, operands);
  EXPECT_TRUE(index.low == 0 && index.high == 3);
  EXPECT_FALSE(infer_shape(IntOp{integer::Add{-1, 0}}, shapes, kShapeNode).ok());
}

}  // namespace
}  // namespace knap::net
