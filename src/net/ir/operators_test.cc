#include "net/ir/operators.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

const std::string kOperatorsNode = "node";

TEST(Operators, EveryWindowOutputTouchesTheInputExactlyWhenSaid) {
  // Exhaustive over small axes against the definition.
  for (std::int64_t length = 1; length <= 5; ++length)
    for (std::int64_t kernel = 1; kernel <= 3; ++kernel)
      for (std::int64_t stride = 1; stride <= 3; ++stride)
        for (std::int64_t dilation = 1; dilation <= 3; ++dilation)
          for (std::int64_t low = 0; low <= 4; ++low)
            for (std::int64_t high = 0; high <= 4; ++high) {
              const WindowAxis axis{kernel, stride, low, high, dilation};
              const std::int64_t span = dilation * (kernel - 1) + 1;
              bool expected = axis.output_length(length) >= 1 && low < span && high < span;
              for (std::int64_t o = 0; o < axis.output_length(length); ++o) {
                bool touches = false;
                for (std::int64_t k = 0; k < kernel; ++k) {
                  const std::int64_t x = o * stride - low + k * dilation;
                  touches = touches || (x >= 0 && x < length);
                }
                expected = expected && touches;
              }
              const std::vector<Shape> shapes{{length, 1}};
              EXPECT_EQ(check_window(Window{{axis}}, Operands{shapes, kOperatorsNode}).ok(), expected)
                  << length << " " << kernel << " " << stride << " " << dilation << " " << low << " " << high;
            }
}

TEST(Operators, ErrorsNameTheNode) {
  const std::vector<Shape> none;
  const Result<void> result = Operands{none, kOperatorsNode}.expect_count(1);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(to_string(result.error()), "node: has 0 operands, wanted 1 [bad-model]");
}

}  // namespace
}  // namespace knap::net
