#include "map/plan/hard_blocks.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "hw/cost/estimate.h"
#include "map/lower/lower.h"
#include "map/plan/fifos.h"
#include "map/plan/fold.h"
#include "map/plan/testing.h"

namespace knap::map {
namespace {

constexpr double kDsps = 6, kBlocks = 3;  // what the imagined device has

/// What a structure takes of an ECP5 of kDsps and kBlocks.
hw::Resources shares(const net::IntGraph& graph, const Structure& structure) {
  hw::Resources used = hw::estimate(lower(structure, graph, "top", 20).design, hw::Family::Ecp5).total;
  used.dsp /= kDsps;
  used.bram /= kBlocks;
  return used;
}

/// Folded networks that the stream style takes, with the share function of each.
template <class F>
void for_networks(int count, F&& f) {
  for_stream_networks(count, "hard_blocks", [&](const net::IntGraph& graph, Rng&) {
    FoldOptions options;
    const Outline outline = make_outline(graph).value();
    options.interval_cycles = 4 * outline.min_interval();
    const auto folded = fold(graph, outline, options);
    if (folded.ok()) f(graph, *folded);
    return folded.ok();
  });
}

TEST(HardBlocks, TakeWhatTheBudgetAllowsAndNoMore) {
  double dsps = 0, blocks = 0;
  for_networks(20, [&](const net::IntGraph& graph, const StreamPlan& folded) {
    const auto share = [&](const Structure& structure) { return shares(graph, structure); };
    const Outline outline = make_outline(graph).value();
    const StreamPlan with =
        *use_block_memories(graph, outline, *use_dsps(graph, outline, folded, 0.5, share, {}), 0.7, share);
    const hw::Resources before = share(*make_structure(graph, folded)),
                        after = share(*make_structure(graph, with));
    EXPECT_LE(after.dsp, 0.5);
    EXPECT_LE(after.bram, std::max(0.7, before.bram));
    dsps += after.dsp - before.dsp;
    blocks += after.bram - before.bram;
  });
  EXPECT_GT(dsps, 0);
  EXPECT_GT(blocks, 0);
}

TEST(HardBlocks, ChangeNothingWithoutABudget) {
  for_networks(5, [&](const net::IntGraph& graph, const StreamPlan& folded) {
    const auto share = [&](const Structure& structure) { return shares(graph, structure); };
    EXPECT_EQ(*use_dsps(graph, make_outline(graph).value(), folded, 0, share, {}), folded);
  });
}

TEST(HardBlocks, AreNotSpentOnFactorsThatNoneTakes) {
  net::RandomOptions wide;
  wide.widths = net::RandomWidths::Wide;
  const auto is_free = [](const Structure&) { return hw::Resources{}; };
  int taken = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(seed);
    Rng rng(seed, "wide hard_blocks");
    const net::IntGraph graph = net::random_int_graph(rng, wide);
    const Outline outline = make_outline(graph).value();
    FoldOptions options;
    options.interval_cycles = 4 * outline.min_interval();
    const auto folded = fold(graph, outline, options);
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1 || !folded.ok()) continue;
    const StreamPlan on_ice40 = *use_dsps(graph, outline, *folded, 1, is_free, {hw::Family::Ice40}),
                     on_both = *use_dsps(graph, outline, *folded, 1, is_free,
                                         {hw::Family::Ice40, hw::Family::Xcup});
    for (const Layer& layer : layers_of(graph)) {
      const hw::MultiplierStyle narrow = on_ice40.layers.at(layer.name).multiplier;
      if (blocks_of(graph, layer, folded->layers.at(layer.name)).product_bits == 0) continue;
      const hw::LinearSpec spec = linear_of(graph, layer, folded->layers.at(layer.name)).spec;
      const bool fits = spec.weight_width_bits <= 16 && width_bits(spec.operand()) <= 16;
      EXPECT_EQ(narrow == hw::MultiplierStyle::Dsp, fits) << layer.name;
      // Scales by channel that are brought to one widen weights beyond what the network asks for.
      const bool fits_xcup = spec.weight_width_bits <= 18 &&
                             width_bits(spec.operand()) + (spec.operand().is_signed() ? 0 : 1) <= 27;
      EXPECT_EQ(on_both.layers.at(layer.name).multiplier == hw::MultiplierStyle::Dsp, fits || fits_xcup)
          << layer.name;
      taken += narrow == hw::MultiplierStyle::Dsp ? 0 : 1;
    }
  }
  EXPECT_GT(taken, 10);
}

TEST(HardBlocks, TwoProductsShareABlockWhereEveryFamilyHasRoom) {
  std::ptrdiff_t pairs = 0, pairs_everywhere = 0;
  double saved = 0;
  for_networks(20, [&](const net::IntGraph& graph, const StreamPlan& in_tables) {
    StreamPlan folded = in_tables;
    for (auto& [name, decision] : folded.layers)
      if (has_weights(graph, name)) decision.multiplier = hw::MultiplierStyle::Dsp;
    const auto dsps = [&](const StreamPlan& plan) {
      const Lowered lowered = lower(*make_structure(graph, plan), graph, "top", 20);
      return hw::estimate(lowered.design, hw::Family::Xc7).total.dsp;
    };
    const auto count = [](const StreamPlan& plan) {
      return std::count_if(plan.layers.begin(), plan.layers.end(),
                           [](const auto& layer) { return layer.second.products_per_dsp == 2; });
    };
    const StreamPlan paired = pair_products(graph, folded, {hw::Family::Xc7});
    pairs += count(paired);
    pairs_everywhere += count(pair_products(graph, folded, {hw::Family::Xc7, hw::Family::Ecp5}));
    saved += dsps(folded) - dsps(paired);
    EXPECT_EQ(pair_products(graph, folded, {}), folded);
  });
  EXPECT_GT(pairs, 10);
  EXPECT_LT(pairs_everywhere, pairs);
  EXPECT_GE(saved, static_cast<double>(pairs));
}

TEST(HardBlocks, CountTheMultipliersAndMemoriesOfALayer) {
  for_networks(10, [&](const net::IntGraph& graph, const StreamPlan& folded) {
    for (const Layer& layer : layers_of(graph)) {
      const Decision& decision = folded.layers.at(layer.name);
      const LayerBlocks blocks = blocks_of(graph, layer, decision);
      if (blocks.product_bits == 0) continue;
      const LinearStage stage = linear_of(graph, layer, decision);
      EXPECT_EQ(blocks.weights.bits, stage.data.weights->size() * stage.spec.weight_width_bits);
      EXPECT_EQ(blocks.weights.bits, blocks.weights.words * blocks.product_bits);
    }
  });
}

}  // namespace
}  // namespace knap::map
