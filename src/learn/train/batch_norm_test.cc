// BatchNorm in both of its lives: with the batch's statistics and with running ones.
#include <gtest/gtest.h>

#include "learn/train/graph_check.h"
#include "learn/train/network.h"

namespace knap::learn {
namespace {

net::Graph normed(bool after_convolution, bool with_relu, Rng& rng) {
  net::Graph graph;
  net::NodeId tip = graph.add("x", net::Input{Shape{12, 3}, Fixed{true, 16, 8}});
  if (after_convolution) {
    net::Conv conv;
    conv.filters = 3;
    conv.has_bias = false;
    conv.format.width_bits = 0;
    conv.window = {{{3, 1, 1, 1, 1}}};
    conv.weights = random_reals(Shape{3, 3, 3}, rng);
    tip = graph.add("conv", conv, {tip});
  }
  net::BatchNorm norm;
  norm.gamma = random_reals(Shape{3}, rng);
  norm.beta = random_reals(Shape{3}, rng);
  norm.mean = random_reals(Shape{3}, rng);
  norm.variance = std::make_shared<const RealTensor>(Shape{3}, std::vector<double>{0.5, 1, 2});
  tip = graph.add("norm", norm, {tip});
  if (with_relu) tip = graph.add("relu", net::Relu{}, {tip});
  net::Dense dense;
  dense.units = 2;
  dense.format.width_bits = 0;
  dense.weights = random_reals(Shape{2, 3}, rng);
  dense.bias = random_reals(Shape{2}, rng);
  graph.add_output("y", graph.add("dense", dense, {graph.add("pool", net::GlobalAvgPool{}, {tip})}));
  return graph;
}

TEST(BatchNormOp, FoldedOrNotItEqualsEval) {
  Rng rng(1, "norm");
  for (const bool after : {false, true})
    for (const bool relu : {false, true})
      EXPECT_LT(forward_error(normed(after, relu, rng), rng), 1e-5) << after << relu;
}

TEST(BatchNormOp, GradientsThroughTheBatchsStatisticsAreRight) {
  Rng rng(2, "norm");
  for (const bool after : {false, true})
    for (const bool relu : {false, true}) {
      std::string worst;
      // The mean over positions of a normalised value is constant without the Relu: only its gradients are
      // compared.
      EXPECT_LT(gradient_error(normed(after, relu, rng), rng, worst), 0.03) << after << relu << " " << worst;
    }
}

TEST(BatchNormOp, StatisticsOfTheBatchAreReported) {
  Rng rng(3, "norm");
  const net::Graph graph = normed(false, true, rng);
  const Model model = Model::make(graph, 1).value();
  const Network network(model);
  std::vector<float> values(4 * 36);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(i % 3) + (i % 2 ? 0.5F : -0.5F);
  const auto pass =
      network.train(Mode::Float, {values, 4, false}, model.effective(Mode::Float), true,
                    [](std::span<const float>, std::span<float> g) { std::fill(g.begin(), g.end(), 1.0F); });
  ASSERT_EQ(pass.statistics.mean[0].size(), 3u);
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(pass.statistics.mean[0][c], static_cast<double>(c), 1e-6);
    EXPECT_NEAR(pass.statistics.variance[0][c], 0.25 * 48 / 47, 1e-6);
  }
}

}  // namespace
}  // namespace knap::learn
