#include "learn/train/model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/rng.h"
#include "learn/train/toy.h"
#include "net/ir/text.h"
#include "net/passes/to_integer.h"

namespace knap::learn {
namespace {

Model ready() {
  Model model = Model::make(toy_line_network(3, true), 2).value();
  Rng rng(1, "model");
  for (NormLayer& norm : model.norms)
    for (std::size_t c = 0; c < norm.mean.size(); ++c) {
      norm.mean[c] = 0.1 * rng.normal();
      norm.variance[c] = rng.uniform(0.5, 2);
      model.parameters[norm.gamma].value[c] = static_cast<float>(rng.uniform(0.5, 1.5));
      model.parameters[norm.beta].value[c] = static_cast<float>(0.2 * rng.normal());
    }
  for (RangeLayer& range : model.ranges)
    if (!range.is_front) range.op.format.fraction_bits = 6;
  model.refresh_scales();
  model.choose_weight_formats();
  return model;
}

TEST(Model, TheQuantisedGraphHoldsTheWeightsThatTrainingUsed) {
  const Model model = ready();
  const auto used = model.effective(Mode::Quantised);
  const net::Graph graph = model.to_quantised_graph();
  EXPECT_TRUE(net::to_integer(graph).ok());
  for (std::size_t l = 0; l < model.linears.size(); ++l) {
    const auto& node = graph[*graph.find(model.graph()[model.linears[l].node].name)];
    const auto* conv = std::get_if<net::Conv>(&node.op);
    const RealTensorPtr weights = conv ? conv->weights : std::get<net::Dense>(node.op).weights;
    for (std::int64_t i = 0; i < weights->size(); ++i)
      EXPECT_EQ(static_cast<double>(used[l].weights[static_cast<std::size_t>(i)]), (*weights)[i]);
  }
  for (const auto& node : graph.nodes())
    EXPECT_FALSE(std::holds_alternative<net::BatchNorm>(node.op)) << node.name;
}

TEST(Model, FoldedGradientsAreThoseOfTheFoldedWeights) {
  Model model = ready();
  const auto sum_of = [&] {  // of all folded weights and biases, each with its own factor
    const auto all = model.effective(Mode::Folded);
    double sum = 0;
    for (const Effective& one : all) {
      for (std::size_t i = 0; i < one.weights.size(); ++i)
        sum += std::sin(static_cast<double>(i)) * static_cast<double>(one.weights[i]);
      for (std::size_t i = 0; i < one.bias.size(); ++i)
        sum += std::cos(static_cast<double>(i)) * static_cast<double>(one.bias[i]);
    }
    return sum;
  };
  LeafGradients leaves;
  for (const LinearLayer& layer : model.linears) {
    leaves.weights.emplace_back();
    leaves.bias.emplace_back();
    for (std::size_t i = 0; i < layer.outputs * layer.per_output; ++i)
      leaves.weights.back().push_back(static_cast<float>(std::sin(static_cast<double>(i))));
    for (std::size_t i = 0; i < layer.outputs; ++i)
      leaves.bias.back().push_back(static_cast<float>(std::cos(static_cast<double>(i))));
  }
  leaves.gamma.resize(model.norms.size());
  leaves.beta.resize(model.norms.size());
  leaves.log2_step.resize(model.ranges.size());
  const Gradients gradients = model.backward(Mode::Folded, model.effective(Mode::Folded), leaves);
  for (std::size_t p = 0; p < model.parameters.size(); ++p)
    for (std::size_t i = 0; i < gradients[p].size(); i += 3) {
      float& value = model.parameters[p].value[i];
      const float before = value;
      value = before + 0.01F;
      const double above = sum_of();
      value = before - 0.01F;
      const double below = sum_of();
      value = before;
      EXPECT_NEAR(static_cast<double>(gradients[p][i]), (above - below) / 0.02, 1e-3)
          << model.parameters[p].name;
    }
}

TEST(Model, ASaturatedWeightOnlyMovesInwards) {
  Model model = ready();
  LinearLayer& layer = model.linears[0];
  for (int& bits : layer.format.fraction_bits) bits += 6;  // now every weight saturates
  const auto effective = model.effective(Mode::Quantised);
  LeafGradients leaves;
  for (const LinearLayer& one : model.linears) {
    leaves.weights.emplace_back(one.outputs * one.per_output, 1.0F);
    leaves.bias.emplace_back(one.outputs, 0.0F);
  }
  leaves.gamma.resize(model.norms.size());
  leaves.beta.resize(model.norms.size());
  leaves.log2_step.resize(model.ranges.size());
  const Gradients gradients = model.backward(Mode::Quantised, effective, leaves);
  int stopped = 0, moving = 0;
  for (std::size_t i = 0; i < effective[0].folded.size(); ++i) {
    if (std::abs(effective[0].folded[i]) < 0.05F) continue;
    (effective[0].folded[i] > 0 ? moving : stopped) += 1;
    EXPECT_EQ(gradients[layer.weights][i] != 0, effective[0].folded[i] > 0) << i;
  }
  EXPECT_GT(stopped, 0);
  EXPECT_GT(moving, 0);
}

TEST(Model, SavedStateRestoresEverything) {
  Model model = ready();
  const ModelState state = model.save();
  Model other = Model::make(toy_line_network(3, true), 9).value();
  EXPECT_NE(other.save(), state);
  other.restore(state);
  EXPECT_EQ(other.save(), state);
  EXPECT_EQ(net::hash(other.to_quantised_graph()), net::hash(model.to_quantised_graph()));
}

TEST(Model, LearnedRangesFollowTheirParameter) {
  Model model = ready();
  model.start_learned_ranges();
  EXPECT_FALSE(model.update_learned_ranges());
  for (const RangeLayer& range : model.ranges)
    if (range.log2_step) {
      EXPECT_EQ(model.parameters[*range.log2_step].value[0], -6);
      model.parameters[*range.log2_step].value[0] = -4.6F;
    }
  EXPECT_TRUE(model.update_learned_ranges());
  for (const RangeLayer& range : model.ranges)
    if (range.log2_step) {
      EXPECT_EQ(range.op.format.fraction_bits, 5);
    }
}

}  // namespace
}  // namespace knap::learn
