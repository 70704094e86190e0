#include "net/passes/fold_batch_norm.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "net/eval/eval.h"

namespace knap::net {
namespace {

RealTensorPtr random_reals(Shape shape, Rng& rng, double low, double high) {
  RealTensor tensor(std::move(shape));
  for (double& value : tensor.data) value = rng.uniform(low, high);
  return std::make_shared<const RealTensor>(std::move(tensor));
}

BatchNorm random_norm(std::int64_t channels, Rng& rng) {
  BatchNorm norm;
  norm.gamma = random_reals({channels}, rng, -2, 2);
  norm.beta = random_reals({channels}, rng, -2, 2);
  norm.mean = random_reals({channels}, rng, -2, 2);
  norm.variance = random_reals({channels}, rng, 0.1, 2);
  return norm;
}

Graph sample_graph(Rng& rng, bool second_user) {
  Graph graph;
  const NodeId x = graph.add("x", Input{{5, 3}, {}});
  Conv conv;
  conv.filters = 4;
  conv.window = Window{{{3, 1, 1, 1, 1}}};
  conv.has_bias = false;
  conv.format.width_bits = 0;
  conv.weights = random_reals({4, 3, 3}, rng, -1, 1);
  const NodeId c = graph.add("conv", conv, {x});
  const NodeId n = graph.add("norm", random_norm(4, rng), {c});
  const NodeId f = graph.add("flat", Flatten{}, {n});
  Dense dense;
  dense.units = 2;
  dense.format.width_bits = 0;
  dense.weights = random_reals({2, 20}, rng, -1, 1);
  dense.bias = random_reals({2}, rng, -1, 1);
  const NodeId d = graph.add("dense", dense, {f});
  graph.add_output("y", graph.add("norm2", random_norm(2, rng), {d}));
  if (second_user) graph.add_output("raw", c);
  return graph;
}

TEST(FoldBatchNorm, TheFunctionStaysAndTheNormsVanish) {
  Rng rng(5, "fold");
  const Graph graph = sample_graph(rng, false);
  const Graph folded = fold_batch_norm(graph);
  EXPECT_FALSE(folded.find("norm"));
  EXPECT_FALSE(folded.find("norm2"));
  EXPECT_EQ(folded[folded.outputs()[0].node].name, "dense");
  const RealTensor x = *random_reals({5, 3}, rng, -3, 3);
  const RealTensor before = evaluate_all(graph, {x})->back(), after = evaluate_all(folded, {x})->back();
  for (std::int64_t i = 0; i < before.size(); ++i) EXPECT_NEAR(before[i], after[i], 1e-9);
  EXPECT_EQ(fold_batch_norm(folded), folded) << "idempotent";
}

TEST(FoldBatchNorm, AnOperandWithOtherReadersStays) {
  Rng rng(6, "fold");
  const Graph graph = sample_graph(rng, true);
  const Graph folded = fold_batch_norm(graph);
  EXPECT_TRUE(folded.find("norm"));
  EXPECT_FALSE(folded.find("norm2"));
}

TEST(FoldBatchNorm, NothingHappensBeforeInitialisation) {
  Graph graph;
  const NodeId x = graph.add("x", Input{{3}, {}});
  graph.add_output("y", graph.add("norm", BatchNorm{}, {graph.add("dense", Dense{}, {x})}));
  EXPECT_EQ(fold_batch_norm(graph), graph);
}

}  // namespace
}  // namespace knap::net
