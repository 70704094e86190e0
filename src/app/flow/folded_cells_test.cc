#include "app/flow/folded_cells.h"

#include <gtest/gtest.h>

#include "core/base/rng.h"
#include "map/plan/stage_costs.h"
#include "net/ir/prune.h"
#include "net/passes/table.h"

namespace knap::app {
namespace {

namespace op = net::integer;

/// Dense layers of 8, 8 and 2 outputs; the hidden ones with steps that a plan tabulates.
net::IntGraph network() {
  net::IntGraph graph;
  Rng rng(1, "folded cells");
  const auto dense = [&](std::int64_t outputs, std::int64_t inputs) {
    auto weights = std::make_shared<IntTensor>(Shape{outputs, inputs});
    for (auto& w : weights->data) w = rng.integer(-127, 127) | 1;
    return op::MatVec{weights, std::make_shared<IntTensor>(Shape{outputs}), 8};
  };
  net::NodeId x = graph.add("x", op::Input{{8}, {true, 8, 0}}, {});
  x = graph.add("one", dense(8, 8), {x});
  x = graph.add("two", dense(8, 8), {x});
  x = graph.add("three", dense(2, 8), {x});
  graph.add_output("y", x);
  return graph;
}

/// With the first channels of the two hidden layers alone.
net::IntGraph narrowed(std::int64_t one, std::int64_t two) {
  const net::IntGraph whole = network();
  net::Masks masks = net::masks_of(whole);
  const auto keep = [&](const char* layer, std::int64_t inputs, const auto& is_kept) {
    const std::int64_t outputs = whole[*whole.find(layer)].shape.channels();
    auto mask = std::make_shared<IntTensor>(Shape{outputs, inputs});
    for (std::int64_t i = 0; i < mask->size(); ++i) (*mask)[i] = is_kept(i / inputs, i % inputs) ? 1 : 0;
    masks[layer] = mask;
  };
  keep("one", 8, [&](auto output, auto) { return output < one; });
  keep("two", 8, [&](auto output, auto input) { return output < two && input < one; });
  keep("three", 8, [&](auto, auto input) { return input < two; });
  return net::run_passes(net::pruned_passes(), net::prune(whole, masks)).value();
}

Project project() {
  Project of;
  of.config.synth.devices = {"ecp5-25f", "xc7z020"};
  return of;
}

map::PlanOptions options() {
  map::PlanOptions plan;
  plan.interval_cycles = 16;
  plan.multiplier = map::MultiplierChoice::Lut;
  return plan;
}

TEST(FoldedCells, AreTheEstimateOfTheFoldedNetwork) {
  const FoldedCells cells = folded_cells_of(project(), options(), Watch()).value();
  const std::vector<hw::Family> families{hw::Family::Ecp5, hw::Family::Xc7};
  const auto no_shares = [](const map::Structure&) { return hw::Resources{}; };
  for (const auto& [one, two] : {std::pair{8, 8}, {8, 4}, {4, 4}, {7, 8}, {1, 1}}) {
    const net::IntGraph graph = narrowed(one, two);
    const std::vector<hw::Resources> got = cells(graph).value();
    const map::Structure folded = map::fold_only(graph, options(), no_shares, Watch(), families).value();
    const std::vector<hw::Resources> wanted = map::StageCosts(families).of(folded);
    for (std::size_t f = 0; f < families.size(); ++f) {
      // Width converters hang on both of their neighbours, and such neighbours were not seen together.
      const double off = one == 8 && two == 8 ? 0 : 0.1;
      EXPECT_NEAR(got[f].lut, wanted[f].lut, off * wanted[f].lut);
      EXPECT_EQ(got[f].dsp, wanted[f].dsp);
    }
  }
}

TEST(FoldedCells, FollowTheStairsOfTheFolding) {
  const FoldedCells cells = folded_cells_of(project(), options(), Watch()).value();
  const auto lut = [&](std::int64_t one, std::int64_t two) {
    return cells(narrowed(one, two)).value()[0].lut;
  };
  EXPECT_LT(lut(4, 8), 0.8 * lut(8, 8)) << "half the channels on one side of two layers";
  EXPECT_GT(lut(7, 8), lut(4, 8));
}

TEST(FoldedCells, OfLayersThatWereAllSeenAreTheSumOfThese) {
  const FoldedCells cells = folded_cells_of(project(), options(), Watch()).value();
  const double whole = cells(narrowed(8, 8)).value()[0].lut, half = cells(narrowed(4, 4)).value()[0].lut;
  const FoldedCells fresh = folded_cells_of(project(), options(), Watch()).value();
  EXPECT_EQ(fresh(narrowed(4, 4)).value()[0].lut, half);
  EXPECT_EQ(fresh(narrowed(8, 8)).value()[0].lut, whole);
  EXPECT_EQ(fresh(narrowed(4, 4)).value()[0].lut, half);
}

}  // namespace
}  // namespace knap::app
