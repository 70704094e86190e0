#include <gtest/gtest.h>

#include "net/ir/operators.h"

namespace knap::net {
namespace {

const std::string kPoolNode = "node";
const Window kThree{{{3, 2, 1, 1, 1}}};

TEST(PoolIr, WindowedPoolsKeepChannels) {
  for (const RealOp& op : {RealOp{MaxPool{kThree}}, RealOp{AvgPool{kThree, true}}})
    EXPECT_EQ(*infer_shape(op, std::vector<Shape>{{9, 4}}, kPoolNode), (Shape{5, 4}));
  EXPECT_FALSE(infer_shape(RealOp{MaxPool{kThree}}, std::vector<Shape>{{9, 9, 4}}, kPoolNode).ok());
}

TEST(PoolIr, GlobalPoolsNeedASpatialAxis) {
  EXPECT_EQ(*infer_shape(RealOp{GlobalAvgPool{}}, std::vector<Shape>{{9, 8, 4}}, kPoolNode), Shape{4});
  EXPECT_FALSE(infer_shape(RealOp{GlobalAvgPool{}}, std::vector<Shape>{{4}}, kPoolNode).ok());
}

TEST(PoolIr, SumsScaleTheIntervalAndPaddingAddsZero) {
  const std::vector<Shape> shapes{{9, 4}};
  const std::vector<Interval> x{{2, 5}};
  const IntervalOperands operands{x, shapes, shapes[0], kPoolNode};
  const WideInterval padded = *integer::range(integer::SumPool{kThree}, operands);
  EXPECT_TRUE(padded.low == 0 && padded.high == 15);
  const WideInterval inner = *integer::range(integer::SumPool{Window{{{3, 1, 0, 0, 1}}}}, operands);
  EXPECT_TRUE(inner.low == 6 && inner.high == 15);
  const WideInterval global = *integer::range(integer::GlobalSumPool{}, operands);
  EXPECT_TRUE(global.low == 18 && global.high == 45);
  const WideInterval max = *integer::range(integer::MaxPool{kThree}, operands);
  EXPECT_TRUE(max.low == 2 && max.high == 5);
}

}  // namespace
}  // namespace knap::net
