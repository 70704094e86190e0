#include "map/plan/fold.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "map/plan/hard_blocks.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

TEST(Fold, EveryLayerMeetsTheTargetWithTheFewestMultipliers) {
  int with_taps = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "fold");
    const net::IntGraph graph = net::random_int_graph(rng);
    FoldOptions options;
    const Outline outline = make_outline(graph).value();
    options.interval_cycles = outline.min_interval() * rng.integer(1, 6);
    const StreamPlan decisions = fold(graph, outline, options).value();
    for (const Layer& layer : layers_of(graph)) {
      const Decision& chosen = decisions.layers.at(layer.name);
      EXPECT_LE(cycles(graph, layer, chosen), options.interval_cycles);
      const Folding legal = legal_folding(graph, layer);
      for (const std::int64_t pe : legal.pe)
        for (const std::int64_t simd : legal.simd) {
          Decision other;
          other.pe = pe;
          other.simd = simd;
          other.taps = chosen.taps;
          if (pe * simd < chosen.pe * chosen.simd) {
            EXPECT_GT(cycles(graph, layer, other), options.interval_cycles);
          }
        }
      if (chosen.taps == 1) continue;
      ++with_taps;
      Decision one = legal.most_parallel();
      one.taps = 1;
      EXPECT_GT(cycles(graph, layer, one), options.interval_cycles);
    }
  }
  EXPECT_GT(with_taps, 5);
}

TEST(Fold, AllBlockPutsEveryMemoryOfAWeightedLayerIntoBlocksAndOtherwiseSmallOnesStay) {
  int moved = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "fold");
    const net::IntGraph graph = net::random_int_graph(rng);
    const Outline outline = make_outline(graph).value();
    FoldOptions options;
    options.interval_cycles = 4 * outline.min_interval();
    const StreamPlan by_size = fold(graph, outline, options).value();
    options.all_block = true;
    const StreamPlan all = fold(graph, outline, options).value();
    for (const auto& [name, decision] : all.layers) {
      const auto row = std::find_if(outline.layers.begin(), outline.layers.end(),
                                    [&, wanted = name](const auto& r) { return r.layer.name == wanted; });
      const LayerBlocks blocks = blocks_of(graph, row->layer, decision);
      EXPECT_EQ(decision.weights == hw::MemoryStyle::Block, blocks.weights.words > 1) << name;
      EXPECT_EQ(decision.window == hw::MemoryStyle::Block, blocks.window.words > 1) << name;
      moved += decision.weights != by_size.layers.at(name).weights;
    }
  }
  EXPECT_GT(moved, 5);
}

/// The first random network that needs more than one cycle.
net::IntGraph slow_graph() {
  for (std::uint64_t seed = 3;; ++seed) {
    Rng rng(seed, "fold");
    net::IntGraph graph = net::random_int_graph(rng);
    if (make_outline(graph)->min_interval() > 1) return graph;
  }
}

TEST(Fold, SaysWhichIntervalIsTheSmallest) {
  const net::IntGraph graph = slow_graph();
  FoldOptions options;
  const Outline outline = make_outline(graph).value();
  options.interval_cycles = outline.min_interval() - 1;
  const auto refused = fold(graph, outline, options);
  ASSERT_FALSE(refused.ok());
  EXPECT_TRUE(refused.error().is(diag::kImpossible));
  EXPECT_NE(refused.error().first().message.find(std::to_string(outline.min_interval())), std::string::npos);
}

}  // namespace
}  // namespace knap::map
