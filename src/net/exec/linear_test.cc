#include "net/exec/linear.h"

#include <gtest/gtest.h>

#include "net/exec/testing.h"

namespace knap::net {
namespace {

TEST(LinearExec, RunsAreCutIntoGroupsOfFour) {
  std::vector<std::int64_t> weights(2 * 8);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<std::int64_t>(i) + 1;
  const std::vector<std::int64_t> bias{1000, 2000};
  const std::vector<ByteRun> runs{{10, 6}, {40, 2}};
  const GemmWeights packed = pack_gemm(weights, bias, runs, 3);
  EXPECT_EQ(packed.groups, (std::vector<std::int32_t>{10, 14, 40}));
  EXPECT_EQ(packed.blocks, 1);
  EXPECT_EQ(packed.weights[0], 1);
  EXPECT_EQ(packed.weights[kLanes * 4 + 1], 6) << "second group, filter 0, second byte";
  EXPECT_EQ(packed.weights[kLanes * 4 + 2], 0) << "past the run's end";
  EXPECT_EQ(packed.weights[2 * kLanes * 4 + 4], 15) << "third group, filter 1";
  EXPECT_EQ(packed.bias[0], 1000 - 3 * 36);
  EXPECT_EQ(packed.bias[2], 0);
}

TEST(LinearExec, DenseLayersOfAnyWidth) {
  Rng rng(4, "dense");
  for (const int sample_bits : {1, 8, 16})
    for (const int weight_bits : {2, 8, 12})
      for (const std::int64_t outputs : {1, 16, 37}) {
        IntGraph graph;
        const std::int64_t inputs = rng.integer(1, 70), top = (std::int64_t{1} << (weight_bits - 1)) - 1;
        const NodeId x = graph.add("x", integer::Input{Shape{inputs}, {true, sample_bits, 0}});
        const NodeId y = graph.add("y",
                                   integer::MatVec{random_codes({outputs, inputs}, -top - 1, top, rng),
                                                   random_codes({outputs}, -500, 500, rng), weight_bits},
                                   {x});
        const NodeId z = graph.add("z", steps_to_byte(graph, true, Rounding::RndConv), {y});
        graph.add_output("z", z);
        expect_equal_to_evaluator(graph, rng, 2);
        expect_equal_to_evaluator(with_all_outputs(graph), rng, 1);
      }
}

}  // namespace
}  // namespace knap::net
