#include "app/flow/rehearsal.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "net/build/build.h"

namespace knap::app {
namespace {

/// A small network on synthetic ECG.
class RehearsalTorch : public ::testing::Test {
 protected:
  void SetUp() override {
    project_.config.data.name = "synthetic_ecg";
    project_.config.data.records = 40;
    project_.config.data.seconds = 2;
    project_.config.synth.devices = {"ecp5-25f"};
    net::LayerSpec conv, pool, dense;
    conv.kind = net::LayerKind::Conv;
    conv.filters = 4;
    conv.kernel = Value(std::int64_t{3});
    pool.kind = net::LayerKind::GlobalAvgPool;
    dense.kind = net::LayerKind::Dense;
    dense.units = 2;
    project_.config.network.layers = {conv, pool, dense};
  }
  Result<void> rehearsal() {
    const Result<const data::Dataset*> dataset = project_.load_data(Watch());
    if (!dataset.ok()) return dataset.error();
    const Result<net::Graph> graph =
        net::build(project_.config.network, net::Input{(*dataset)->shape, (*dataset)->format}, "ecg");
    if (!graph.ok()) return graph.error();
    return rehearse(project_, *graph, **dataset, Watch());
  }
  Project project_;
};

TEST_F(RehearsalTorch, WhatFitsPasses) {
  const Result<void> result = rehearsal();
  EXPECT_TRUE(result.ok()) << to_string(result.error());
}

TEST_F(RehearsalTorch, AnIntervalThatNoFoldingReachesIsRefused) {
  project_.config.plan.interval_cycles = 2;
  const Result<void> result = rehearsal();
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is(diag::kImpossible));
}

TEST_F(RehearsalTorch, ABudgetIsRefusedInTheUsersWords) {
  project_.config.plan.max_share = 0.002;
  const Result<void> result = rehearsal();
  ASSERT_FALSE(result.ok());
  EXPECT_NE(to_string(result.error()).find("max_share = 0.002 "), std::string::npos)
      << to_string(result.error());
}

TEST_F(RehearsalTorch, AnOperatorThatCannotBecomeIntegersIsRefused) {
  net::LayerSpec pool;
  pool.kind = net::LayerKind::AvgPool;
  pool.kernel = Value(std::int64_t{7});  // 600 samples: some windows reach over the end
  pool.padding = Value(std::string("same"));
  pool.count_padding = false;
  project_.config.network.layers.insert(project_.config.network.layers.begin() + 1, pool);
  const Result<void> result = rehearsal();
  ASSERT_FALSE(result.ok());
  EXPECT_NE(to_string(result.error()).find("its divisor depends on the position"), std::string::npos)
      << to_string(result.error());
}

TEST_F(RehearsalTorch, CyclesAndResourcesAreKnownBeforeTheTraining) {
  const Result<schema::Report> told = estimate_untrained(project_, Watch());
  ASSERT_TRUE(told.ok()) << to_string(told.error());
  EXPECT_GT(told->cycles->predicted->interval, 0);
  ASSERT_EQ(told->devices->size(), 1U);
  EXPECT_GT(told->devices->front().estimate->lut, 100);
}

TEST_F(RehearsalTorch, APlanOfTheUserIsNotAskedFor) {
  project_.config.plan.interval_cycles = 2;
  project_.edited_plan = "mine.toml";  // whatever it says
  EXPECT_TRUE(rehearsal().ok());
}

}  // namespace
}  // namespace knap::app
