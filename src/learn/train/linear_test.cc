// Dense, Conv and the pools against net/eval and difference quotients.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "learn/train/graph_check.h"

namespace knap::learn {
namespace {

void expect_right(const net::Graph& graph, Rng& rng, const std::string& what) {
  std::string worst;
  EXPECT_LT(forward_error(graph, rng), 2e-5) << what;
  EXPECT_LT(gradient_error(graph, rng, worst), 5e-3) << what << ", " << worst;
}

net::Conv conv(std::int64_t filters, std::int64_t groups, net::Window window, const Shape& shape, Rng& rng) {
  net::Conv op;
  op.filters = filters;
  op.groups = groups;
  op.format.width_bits = 0;
  op.window = std::move(window);
  Shape weights{filters};
  for (const auto& axis : op.window.axes) weights.dims.push_back(axis.kernel);
  weights.dims.push_back(shape.channels() / groups);
  op.weights = random_reals(weights, rng);
  op.bias = random_reals(Shape{filters}, rng);
  return op;
}

TEST(LinearOps, DenseEqualsEvalWithItsGradient) {
  Rng rng(1, "linear");
  net::Dense dense;
  dense.units = 5;
  dense.format.width_bits = 0;
  dense.weights = random_reals(Shape{5, 7}, rng);
  dense.bias = random_reals(Shape{5}, rng);
  expect_right(wrap(Shape{7}, dense, rng), rng, "dense");
  dense.has_bias = false;
  dense.bias = nullptr;
  expect_right(wrap(Shape{7}, dense, rng), rng, "dense without bias");
}

TEST(LinearOps, ConvolutionsOfEveryWindowEqualEvalWithTheirGradients) {
  Rng rng(2, "linear");
  const net::WindowAxis axes[] = {
      {3, 1, 0, 0, 1}, {3, 2, 1, 1, 1}, {4, 3, 2, 0, 1}, {2, 1, 0, 1, 2}, {1, 1, 0, 0, 1}};
  for (const auto& a : axes) {
    for (const std::int64_t groups : {1, 2, 4}) {
      const Shape line{11, 4};
      expect_right(wrap(line, conv(4, groups, {{a}}, line, rng), rng), rng,
                   fmt::format("line {} groups {}", a.kernel, groups));
    }
    const Shape image{7, 6, 4};
    for (const auto& b : {axes[0], axes[2]})
      expect_right(wrap(image, conv(4, 4, {{a, b}}, image, rng), rng), rng,
                   fmt::format("image {}x{}", a.kernel, b.kernel));
  }
  const Shape one{9, 9, 1};
  expect_right(wrap(one, conv(6, 1, {{axes[1], axes[1]}}, one, rng), rng), rng, "one channel");
}

TEST(LinearOps, PoolsEqualEval) {
  Rng rng(3, "linear");
  const net::WindowAxis axes[] = {{2, 2, 0, 0, 1}, {3, 1, 1, 1, 1}, {3, 2, 2, 0, 1}, {2, 1, 0, 0, 2}};
  for (const auto& a : axes) {
    const net::Window line{{a}}, image{{a, axes[1]}};
    EXPECT_LT(forward_error(wrap(Shape{9, 3}, net::MaxPool{line}, rng), rng), 2e-5) << a.kernel;
    EXPECT_LT(forward_error(wrap(Shape{7, 6, 2}, net::MaxPool{image}, rng), rng), 2e-5) << a.kernel;
    for (const bool padding : {true, false}) {
      EXPECT_LT(forward_error(wrap(Shape{9, 3}, net::AvgPool{line, padding}, rng), rng), 2e-5)
          << a.kernel << padding;
      EXPECT_LT(forward_error(wrap(Shape{7, 6, 2}, net::AvgPool{image, padding}, rng), rng), 2e-5)
          << a.kernel << padding;
    }
  }
  EXPECT_LT(forward_error(wrap(Shape{7, 6, 2}, net::GlobalAvgPool{}, rng), rng), 2e-5);
}

}  // namespace
}  // namespace knap::learn
