#include "learn/train/network.h"

#include <gtest/gtest.h>

#include <cmath>

#include "learn/train/toy.h"

namespace knap::learn {
namespace {

std::vector<float> values_of(const Samples& samples, std::int64_t count, float step) {
  std::vector<float> values;
  std::vector<std::int32_t> codes(static_cast<std::size_t>(samples.shape.size()));
  for (std::int64_t i = 0; i < count; ++i) {
    samples.fill(i, codes);
    for (const auto code : codes) values.push_back(static_cast<float>(code) * step);
  }
  return values;
}

TEST(Network, WhatLiesBeforeTheFirstParameterCanBeComputedOnce) {
  const Model model = Model::make(toy_line_network(3, false), 1).value();
  const Network network(model);
  EXPECT_EQ(model.graph()[network.entry()].name, "decimate.q");
  const std::vector<float> raw = values_of(toy_lines(6, 3, 1), 6, 1.0F / 2048);
  const std::vector<float> entries = network.run_front({raw, 6, false});
  ASSERT_EQ(entries.size(), 6u * 24);
  EXPECT_EQ(entries[3] * 256, std::nearbyint(entries[3] * 256));
  const auto weights = model.effective(Mode::Folded);
  EXPECT_EQ(network.infer(Mode::Folded, {raw, 6, false}, weights),
            network.infer(Mode::Folded, {entries, 6, true}, weights));
}

TEST(Network, TheObserverSeesEveryQuantiser) {
  const Model model = Model::make(toy_image_network(), 1).value();
  const Network network(model);
  std::vector<int> seen(model.ranges.size());
  network.observe({values_of(toy_images(3, 1), 3, 1.0F / 256), 3, false}, model.effective(Mode::Folded),
                  [&](std::size_t r, std::span<const float> values) {
                    ++seen[r];
                    EXPECT_EQ(values.size() % 3, 0u);
                  });
  for (const int count : seen) EXPECT_EQ(count, 1);
}

TEST(Network, WithEveryRangeActingAndCodesForWeightsItIsTheQuantisedNetwork) {
  Model model = Model::make(toy_image_network(), 1).value();
  for (RangeLayer& range : model.ranges) range.op.format.fraction_bits = 5;
  model.choose_weight_formats();
  const Network network(model);
  const std::vector<float> raw = values_of(toy_images(4, 1), 4, 1.0F / 256);
  const Batch batch{raw, 4, false};
  const std::vector<Effective> codes = model.effective(Mode::Quantised),
                               reals = model.effective(Mode::Folded);
  std::vector<bool> acting(model.ranges.size(), true);
  EXPECT_EQ(network.infer(acting, batch, codes), network.infer(Mode::Quantised, batch, codes));
  acting.assign(acting.size(), false);
  EXPECT_EQ(network.infer(acting, batch, reals), network.infer(Mode::Folded, batch, reals));
  acting.back() = true;
  EXPECT_NE(network.infer(acting, batch, reals), network.infer(Mode::Folded, batch, reals));
}

TEST(Network, AHalfBatchGivesHalfTheGradientOfLinearLayers) {
  // Quantised mode has no batch statistics, so gradients of parts add up.
  Model model = Model::make(toy_line_network(3, true), 1).value();
  for (auto& range : model.ranges)
    if (!range.is_front) range.op.format.fraction_bits = 5;
  model.refresh_scales();
  model.choose_weight_formats();
  const Network network(model);
  const std::vector<float> raw = values_of(toy_lines(8, 3, 1), 8, 1.0F / 2048);
  const auto weights = model.effective(Mode::Quantised);
  const auto gradient = [](std::span<const float> logits, std::span<float> g) {
    for (std::size_t i = 0; i < g.size(); ++i) g[i] = logits[i] - 0.3F;
  };
  const std::span<const float> all(raw);
  auto whole = network.train(Mode::Quantised, {all, 8, false}, weights, false, gradient).gradients;
  auto first = network.train(Mode::Quantised, {all.first(raw.size() / 2), 4, false}, weights, false, gradient)
                   .gradients;
  first.add(network.train(Mode::Quantised, {all.last(raw.size() / 2), 4, false}, weights, false, gradient)
                .gradients);
  for (std::size_t l = 0; l < whole.weights.size(); ++l)
    for (std::size_t i = 0; i < whole.weights[l].size(); ++i)
      EXPECT_NEAR(first.weights[l][i], whole.weights[l][i], 1e-3 * (1 + std::abs(whole.weights[l][i])));
  bool moves = false;
  for (const double g : whole.log2_step) moves = moves || g != 0;
  EXPECT_TRUE(moves);
}

}  // namespace
}  // namespace knap::learn
