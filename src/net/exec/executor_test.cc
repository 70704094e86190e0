#include "net/exec/executor.h"

#include <gtest/gtest.h>

#include "net/eval/eval.h"
#include "net/exec/testing.h"
#include "net/random/random.h"

namespace knap::net {
namespace {

TEST(Executor, EqualsTheEvaluatorOnRandomGraphs) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "executor");
    const IntGraph graph = random_int_graph(rng);
    expect_equal_to_evaluator(graph, rng, 2);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Executor, EqualsTheEvaluatorOnWiderGraphs) {
  RandomOptions options;
  options.max_channels = 40;
  options.max_length = 24;
  options.max_layers = 5;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "wide");
    expect_equal_to_evaluator(random_int_graph(rng, options), rng, 1);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Executor, EqualsTheEvaluatorOnWideCodes) {
  RandomOptions options;
  options.widths = RandomWidths::Wide;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "wide codes");
    expect_equal_to_evaluator(random_int_graph(rng, options), rng, 2);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Executor, ABatchIsItsSamplesOneByOne) {
  Rng rng(5, "batch");
  const IntGraph graph = random_int_graph(rng);
  const Executor executor = *Executor::make(graph);
  std::vector<std::int32_t> all;
  std::vector<std::vector<IntTensor>> single;
  for (int i = 0; i < 23; ++i) {
    const IntTensor sample = random_inputs(graph, rng)[0];
    const std::vector<std::int32_t> codes(sample.data.begin(), sample.data.end());
    single.push_back(executor.run(codes));
    all.insert(all.end(), codes.begin(), codes.end());
  }
  EXPECT_EQ(executor.run_batch(all), single);
  EXPECT_TRUE(executor.run_batch({}).empty());
}

TEST(Executor, LogitsFollowTheOutputsWhenTheLastNodeIsAnArgMax) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{3}, {true, 8, 0}});
  graph.add_output("class", graph.add("class", integer::ArgMax{}, {x}));
  const std::vector<std::int32_t> sample{-5, 9, 2};
  const std::vector<IntTensor> results = Executor::make(graph)->run(sample);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].data, std::vector<std::int64_t>{1});
  EXPECT_EQ(results[1].data, (std::vector<std::int64_t>{-5, 9, 2}));
}

TEST(Executor, RefusesSeveralInputsAndSamplesOutsideTheFormat) {
  IntGraph two;
  const NodeId x = two.add("x", integer::Input{{3}, {true, 8, 0}});
  const NodeId y = two.add("y", integer::Input{{3}, {true, 8, 0}});
  two.add_output("z", two.add("z", integer::Add{}, {x, y}));
  EXPECT_FALSE(Executor::make(two).ok());
  IntGraph one;
  one.add_output("y", one.add("x", integer::Input{{2}, {true, 8, 0}}));
  const Executor executor = *Executor::make(one);
  EXPECT_THROW(executor.run(std::vector<std::int32_t>{0, 128}), InternalError);
  EXPECT_THROW(executor.run(std::vector<std::int32_t>{0}), InternalError);
}

TEST(Executor, CountsMultiplyAccumulates) {
  Rng rng(1, "macs");
  const IntGraph graph = random_int_graph(rng);
  std::int64_t macs = 0;
  for (const NodeCost& cost : node_costs(graph)) macs += cost.macs;
  EXPECT_EQ(Executor::make(graph)->macs(), macs);
}

}  // namespace
}  // namespace knap::net
