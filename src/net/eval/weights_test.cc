#include "net/eval/weights.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

TEST(EvalWeights, WithoutAnOperandScaleBiasesStayReal) {
  const RealTensor x(Shape{1});
  const std::string node = "node";
  const RealTensorPtr weights = std::make_shared<const RealTensor>(Shape{1, 1}, std::vector<double>{0.3});
  const RealTensorPtr bias = std::make_shared<const RealTensor>(Shape{1}, std::vector<double>{0.3});
  WeightFormat format;
  format.fraction_bits = {1};
  const std::optional<Scale> none, some = Scale{};
  const RealOperands unscaled{{&x}, x.shape, none, node}, scaled{{&x}, x.shape, some, node};
  const LinearWeights a = *make_linear_weights(weights, bias, true, format, 1, unscaled);
  EXPECT_EQ(a.weights[0], 0.5);
  EXPECT_EQ(a.bias[0], 0.3);
  EXPECT_TRUE(a.is_exact(1e300, 0));
  const LinearWeights b = *make_linear_weights(weights, bias, true, format, 1, scaled);
  EXPECT_EQ(b.bias[0], 0.5);
  EXPECT_FALSE(b.is_exact(1e300, 0));
  EXPECT_FALSE(make_linear_weights(nullptr, bias, true, format, 1, scaled).ok());
}

}  // namespace
}  // namespace knap::net
