#include "app/compress/select.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "net/ir/verify.h"

namespace knap::app {
namespace {

namespace op = net::integer;

struct Bench {
  net::IntGraph graph;
  map::Regions regions;
  std::vector<hw::Device> devices = {hw::find_device("ecp5-25f").value(), hw::find_device("xc7z020").value()};
};

/// Two dense layers: 8 lanes of 8 weights, 4 of 4.
Bench bench() {
  Bench b;
  Rng rng(1, "select");
  const auto random = [&](Shape shape) {
    auto tensor = std::make_shared<IntTensor>(std::move(shape));
    for (auto& w : tensor->data) w = rng.integer(-127, 127) | 5;
    return tensor;
  };
  net::NodeId x = b.graph.add("x", op::Input{{8}, {true, 8, 0}}, {});
  x = b.graph.add("one", op::MatVec{random({8, 8}), std::make_shared<IntTensor>(Shape{8}), 8}, {x});
  x = b.graph.add("two", op::MatVec{random({2, 8}), std::make_shared<IntTensor>(Shape{2}), 8}, {x});
  b.graph.add_output("y", x);
  map::StreamPlan plan;
  for (const auto& [name, pe, simd] : {std::tuple{"one", 4, 2}, {"two", 2, 2}}) {
    plan.layers[name].pe = pe;
    plan.layers[name].simd = simd;
  }
  plan.layers["one"].multiplier = hw::MultiplierStyle::Dsp;
  b.regions = map::stream_regions(b.graph, plan);
  return b;
}

Selection selection(Selector selector, const Worth& worth, double share) {
  return selector.select(worth, {}, share, Watch()).value();
}

Worth equal_worth() { return {{"one", std::vector<double>(64, 1)}, {"two", std::vector<double>(16, 1)}}; }

std::string refusal(const CompressOptions& options) {
  const Bench b = bench();
  const Result<Selector> made = Selector::make(options, b.graph, b.regions, b.devices);
  return made.ok() ? std::string() : to_string(made.error());
}

TEST(Selector, AStepKeepsTheMostValuableLanesThatTheCapacityHolds) {
  const Bench b = bench();
  const Selector selector = Selector::make({}, b.graph, b.regions, b.devices).value();
  EXPECT_FALSE(selector.has_budget());
  ASSERT_EQ(selector.groups().size(), 12U);
  ASSERT_EQ(selector.saved().size(), 2U);
  EXPECT_EQ(selector.saved()[0].dense, 8);
  EXPECT_EQ(selector.saved()[0].prunable, 8);
  Worth worth = equal_worth();
  for (const std::int64_t weight : selector.groups()[3].weights)
    worth["one"][static_cast<std::size_t>(weight)] = 9;
  const net::Masks masks = selector.masks(selection(selector, worth, 0.75).groups);
  EXPECT_EQ(net::kept(masks.at("one"), 64), 16);  // two lanes of eight, one of them the fourth
  for (const std::int64_t weight : selector.groups()[3].weights) EXPECT_EQ((*masks.at("one"))[weight], 1);
  EXPECT_EQ(masks.count("two"), 0U);  // of lookup tables: pruning it saves no block
  const net::IntGraph pruned = net::prune(b.graph, masks);
  ASSERT_TRUE(net::verify(pruned).ok());
  EXPECT_EQ(selector.estimate(pruned).value()[0].dsp, 2);
}

TEST(Selector, ABudgetIsTakenDownToOneGroupOfEachLayer) {
  const Bench b = bench();
  const Selector all = Selector::make({}, b.graph, b.regions, b.devices).value();
  const net::IntGraph least = net::prune(b.graph, all.masks({0, 8}));
  const double lut = all.estimate(least).value()[0].lut;
  CompressOptions options;
  options.budget = {fmt::format("ecp5-25f.lut <= {}", std::ceil(lut))};
  EXPECT_EQ(refusal(options), "");
  options.budget = {fmt::format("ecp5-25f.lut <= {}", std::floor(0.9 * lut))};
  EXPECT_NE(refusal(options).find("remain"), std::string::npos) << refusal(options);
}

TEST(Selector, ABudgetOfChannelsIsHeldAgainstAPlanMadeAnew) {
  const Bench b = bench();
  std::int64_t kept = 0;
  const Replan replan = [&](const net::IntGraph& smallest) -> Result<std::vector<hw::Resources>> {
    kept = net::kept(net::masks_of(smallest).at("one"), 64);
    return std::vector<hw::Resources>{{.lut = 50}, {.lut = 20}};
  };
  const auto refusal = [&](const char* budget) {
    CompressOptions options;
    options.groups = GroupChoice::Channels;
    options.objective = {hw::Resource::Lut};
    options.budget = {budget};
    const Result<Selector> made = Selector::make(options, b.graph, b.regions, b.devices, {replan, {}});
    return made.ok() ? std::string() : to_string(made.error());
  };
  EXPECT_EQ(refusal("ecp5-25f.lut <= 50"), "");
  EXPECT_EQ(kept, 8) << "one of eight channels, of eight weights";
  EXPECT_NE(refusal("ecp5-25f.lut <= 49").find("50 remain"), std::string::npos);
  EXPECT_EQ(refusal("xc7z020.lut <= 20"), "");
  EXPECT_NE(refusal("xc7z020.lut <= 19").find("20 remain"), std::string::npos);
}

TEST(Selector, ABudgetIsTheGoalOfTheLastStep) {
  const Bench b = bench();
  CompressOptions options;
  options.budget = {"dsp <= 50 %", "xc7z020.dsp <= 3"};
  const Selector selector = Selector::make(options, b.graph, b.regions, b.devices).value();
  EXPECT_TRUE(selector.has_budget());
  const prune::Instance last = selection(selector, equal_worth(), 1).instance;
  EXPECT_EQ(last.capacity, (std::vector<double>{3, 2}));  // beside the one that stays in any case
  const prune::Instance first = selection(selector, equal_worth(), 0).instance;
  EXPECT_EQ(first.capacity, (std::vector<double>{7, 7}));
}

TEST(Selector, WhereThereIsABudgetItSaysAllThatIsAskedFor) {
  const Bench b = bench();
  CompressOptions options;
  options.objective = {hw::Resource::Dsp};
  options.budget = {"ecp5-25f.lut <= 80 %"};
  const Selector selector = Selector::make(options, b.graph, b.regions, b.devices).value();
  for (const SavedResource& saved : selector.saved())
    EXPECT_EQ(saved.goal < saved.prunable, saved.has_budget) << saved.device;
}

TEST(Selector, LayersThatAreNotToBeTouchedHaveNoItems) {
  const Bench b = bench();
  CompressOptions options;
  options.untouched = {"two"};
  const Selector selector = Selector::make(options, b.graph, b.regions, b.devices).value();
  EXPECT_EQ(selector.groups().size(), 8U);
  EXPECT_EQ(selector.masks({}).count("two"), 0U);
}

TEST(Selector, WhatCannotBeHadIsRefusedWithTheReason) {
  CompressOptions options;
  options.objective = {hw::Resource::Uram};
  EXPECT_NE(refusal(options).find("ecp5-25f has no uram"), std::string::npos) << refusal(options);
  options.objective = {hw::Resource::Bram};
  EXPECT_NE(refusal(options).find("no weight of this design costs bram"), std::string::npos)
      << refusal(options);
  options.objective = {hw::Resource::Dsp};
  EXPECT_EQ(refusal(options), "");
  options.budget = {"bram <= 1"};
  EXPECT_NE(refusal(options).find("the design has no bram"), std::string::npos) << refusal(options);
  options.budget = {"lut <= 3"};
  EXPECT_NE(refusal(options).find("remain"), std::string::npos) << refusal(options);
  options.budget = {"lut >= 3"};
  EXPECT_NE(refusal(options).find("no upper limit"), std::string::npos);
  options.budget = {"lut"};
  EXPECT_NE(refusal(options).find("compress.budget"), std::string::npos) << refusal(options);
  options.budget = {"lut <= 100 %", "xc7z020.dsp <= 400"};
  EXPECT_NE(refusal(options).find("within it already"), std::string::npos) << refusal(options);
  options.budget = {"tpu <= 3"};
  EXPECT_NE(refusal(options).find("'tpu' is no resource"), std::string::npos);
  options.budget = {"up5k.lut <= 3"};
  EXPECT_NE(refusal(options).find("none of the project's devices"), std::string::npos);
  options.budget = {};
  options.untouched = {"three"};
  EXPECT_NE(refusal(options).find("there are one, two"), std::string::npos);
}

TEST(Selector, TheRegulariserAsksMoreOfWhatCostsMore) {
  const Bench b = bench();
  CompressOptions options;
  options.objective = {hw::Resource::Lut, hw::Resource::Dsp};
  const Selector selector = Selector::make(options, b.graph, b.regions, b.devices).value();
  EXPECT_TRUE(selector.lasso(0).empty());
  const std::vector<learn::LassoGroup> lasso = selector.lasso(0.25);
  ASSERT_EQ(lasso.size(), selector.groups().size());
  double sum = 0, in_dsp = 0, in_lut = 0;
  for (std::size_t g = 0; g < lasso.size(); ++g) {
    ASSERT_EQ(lasso[g].parts.size(), 1U);
    EXPECT_EQ(lasso[g].parts.front().weights, selector.groups()[g].weights);
    sum += lasso[g].rate;
    (lasso[g].parts.front().layer == "one" ? in_dsp : in_lut) = lasso[g].rate;
  }
  EXPECT_NEAR(sum / static_cast<double>(lasso.size()), 0.25, 1e-12);
  // On each device a lane of "two" is some quarter of all lookup tables, one of "one" an eighth of all
  // blocks.
  EXPECT_GT(in_lut, in_dsp);
}

TEST(Selector, SingleWeightsAreItemsOfTheirOwn) {
  const Bench b = bench();
  CompressOptions options;
  options.groups = GroupChoice::Weights;
  const Selector selector = Selector::make(options, b.graph, b.regions, b.devices).value();
  EXPECT_EQ(selector.groups().size(), 80U);
  const Selection half = selection(selector, equal_worth(), 0.5);
  EXPECT_LT(net::kept(selector.masks(half.groups).at("one"), 64), 40);
}

}  // namespace
}  // namespace knap::app
