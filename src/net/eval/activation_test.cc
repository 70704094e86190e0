#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "net/eval/operators.h"

namespace knap::net {
namespace {

RealTensor run(const RealOp& op, std::vector<double> data) {
  const Shape shape{static_cast<std::int64_t>(data.size())};
  const RealTensor x(shape, std::move(data));
  const std::optional<Scale> none;
  const std::string node = "node";
  const RealOperands operands{{&x}, x.shape, none, node};
  Result<RealTensor> y = std::visit(
      [&](const auto& alternative) -> Result<RealTensor> {
        if constexpr (std::is_same_v<std::decay_t<decltype(alternative)>, Input>)
          return RealTensor{};
        else
          return apply(alternative, operands);
      },
      op);
  return y ? *std::move(y) : RealTensor{};
}

TEST(ActivationEval, Definitions) {
  EXPECT_EQ(run(Relu{}, {-1, 0, 2}).data, (std::vector<double>{0, 0, 2}));
  EXPECT_EQ(run(Relu6{}, {-1, 3, 7}).data, (std::vector<double>{0, 3, 6}));
  EXPECT_EQ(run(Clip{-0.5, 0.25}, {-1, 0, 7}).data, (std::vector<double>{-0.5, 0, 0.25}));
  EXPECT_EQ(run(HardSwish{}, {-4, -3, -1.5, 0, 1, 3, 4}).data,
            (std::vector<double>{0, 0, -0.375, 0, 4.0 / 6, 3, 4}));
  EXPECT_EQ(run(HardSigmoid{}, {-4, -3, -1.5, 0, 1, 3, 4}).data,
            (std::vector<double>{0, 0, 0.25, 0.5, 4.0 / 6, 1, 1}));
  EXPECT_EQ(run(Sigmoid{}, {0}).data, std::vector<double>{0.5});
  EXPECT_DOUBLE_EQ(run(Sigmoid{}, {1.25})[0], 1 / (1 + std::exp(-1.25)));
}

TEST(ActivationEval, QuantizeRoundsHalfToEvenAndSaturates) {
  EXPECT_EQ(run(Quantize{Fixed{true, 4, 1}}, {0.25, 0.75, 9, -9, 1}).data,
            (std::vector<double>{0, 1, 3.5, -4, 1}));
  EXPECT_EQ(run(Quantize{Fixed{true, 8, -4}}, {100, 8, 24, 4000}).data,
            (std::vector<double>{96, 0, 32, 2032}));
}

TEST(ActivationEval, QuantizeRefusesNaN) {
  EXPECT_TRUE(run(Quantize{}, {std::numeric_limits<double>::quiet_NaN()}).data.empty());
}

TEST(ActivationEval, BatchNormUsesItsRunningStatistics) {
  BatchNorm norm;
  norm.epsilon = 0;
  const auto make = [](std::vector<double> data) {
    return std::make_shared<const RealTensor>(Shape{2}, std::move(data));
  };
  norm.gamma = make({2, 1});
  norm.beta = make({1, 0});
  norm.mean = make({3, 0});
  norm.variance = make({4, 1});
  EXPECT_EQ(run(norm, {5, 5}).data, (std::vector<double>{3, 5}));
}

TEST(ActivationEval, StepsApplyPerChannel) {
  const IntTensor x({2, 2}, {-1, -1, 0, 0});
  const integer::Steps op{std::make_shared<const knap::Steps>(
      knap::Steps::make({-4, 4}, {StepFunction{{0}, {10, 11}}, StepFunction{{0}, {20, 21}}}))};
  EXPECT_EQ(integer::apply(op, {{&x}, x.shape}).data, (std::vector<std::int64_t>{10, 20, 11, 21}));
}

}  // namespace
}  // namespace knap::net
