#include "map/plan/stage_costs.h"

#include <gtest/gtest.h>

#include "hw/cost/estimate.h"
#include "map/lower/lower.h"
#include "map/plan/fifos.h"
#include "map/plan/fold.h"
#include "map/plan/testing.h"

namespace knap::map {
namespace {

/// Whatever was asked about before, the sum over the stages is the estimate of the design.
TEST(StageCosts, AreThoseOfTheWholeDesign) {
  const std::vector<hw::Family> families{hw::Family::Ecp5, hw::Family::Ice40, hw::Family::Xc7};
  int designs = 0;
  for_stream_networks(12, "stage costs", [&](const net::IntGraph& graph, Rng& rng) {
    StageCosts costs(families);
    const Outline outline = make_outline(graph).value();
    for (int k = 0; k < 4; ++k) {
      FoldOptions options;
      options.interval_cycles = outline.min_interval() * rng.integer(1, 4);
      options.multiplier = rng.flip(0.5) ? hw::MultiplierStyle::Dsp : hw::MultiplierStyle::Lut;
      Result<StreamPlan> plan = fold(graph, outline, options);
      if (!plan.ok()) return false;
      plan =
          size_fifos(graph, *std::move(plan), k % 2 == 0 ? FifoDepths::Enough : FifoDepths::Least, Watch());
      if (!plan.ok()) return false;
      if (k == 3) {
        const Structure bare = make_structure(graph, *plan).value();
        for (const Stage& stage : bare.stages)
          if (!stage.layer.empty()) plan->layers[stage.layer].ranks = most_ranks(stage.spec);
      }
      const Structure structure = make_structure(graph, *plan).value();
      const hw::Design design = lower(structure, graph, "costs", 10).design;
      const std::vector<hw::Resources> sums = costs.of(structure);
      for (std::size_t f = 0; f < families.size(); ++f) {
        const hw::Resources whole = hw::estimate(design, families[f]).total;
        EXPECT_EQ(sums[f].lut, whole.lut);
        EXPECT_EQ(sums[f].ff, whole.ff);
        EXPECT_EQ(sums[f].dsp, whole.dsp);
        EXPECT_EQ(sums[f].bram, whole.bram);
        EXPECT_EQ(sums[f].cells, whole.cells);
        EXPECT_EQ(sums[f].pins, whole.pins);
      }
      ++designs;
    }
    return true;
  });
  EXPECT_GT(designs, 20);
}

}  // namespace
}  // namespace knap::map
