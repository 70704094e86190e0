// Model::make: which layers a graph has, and their first weights.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/diagnostics.h"
#include "learn/train/model.h"
#include "learn/train/toy.h"

namespace knap::learn {
namespace {

TEST(ModelMake, FindsLayersFoldsNormsAndNamesParametersByNode) {
  const Model model = Model::make(toy_line_network(3, true), 1).value();
  EXPECT_EQ(model.linears.size(), 4u);
  EXPECT_EQ(model.norms.size(), 3u);
  for (const NormLayer& norm : model.norms) EXPECT_TRUE(norm.is_folded);
  EXPECT_EQ(model.parameters[0].name, "first.weights");
  EXPECT_TRUE(model.parameters[0].is_decayed);
  EXPECT_EQ(model.graph()[model.logits()].name, "scores");
}

TEST(ModelMake, WeightsDependOnSeedAndNodeAndHaveTheWantedSpread) {
  net::Graph graph;
  const auto x = graph.add("x", net::Input{Shape{400}, Fixed{true, 8, 7}});
  net::Dense dense;
  dense.units = 50;
  const auto hidden = graph.add("relu", net::Relu{}, {graph.add("hidden", dense, {x})});
  dense.units = 2;
  graph.add_output("y", graph.add("scores", dense, {hidden}));
  const Model model = Model::make(graph, 1).value();
  EXPECT_EQ(model.parameters[0].value, Model::make(graph, 1)->parameters[0].value);
  EXPECT_NE(model.parameters[0].value, Model::make(graph, 2)->parameters[0].value);
  double square = 0;
  for (const float w : model.parameters[0].value) square += static_cast<double>(w) * static_cast<double>(w);
  EXPECT_NEAR(square / 20000, 2.0 / 400, 0.0003);
}

TEST(ModelMake, KeepsGivenWeights) {
  net::Graph graph;
  net::Dense dense;
  dense.units = 2;
  dense.weights = std::make_shared<const RealTensor>(Shape{2, 1}, std::vector<double>{3, -4});
  graph.add_output("y", graph.add("d", dense, {graph.add("x", net::Input{Shape{1}, Fixed{}})}));
  EXPECT_EQ(Model::make(graph, 1)->parameters[0].value, (std::vector<float>{3, -4}));
}

TEST(ModelMake, RefusesGraphsThatCannotBeTrained) {
  net::Graph graph;
  const auto x = graph.add("x", net::Input{Shape{4, 2}, Fixed{}});
  graph.add_output("y", graph.add("relu", net::Relu{}, {x}));
  const auto spatial = Model::make(graph, 1);
  ASSERT_FALSE(spatial.ok());
  EXPECT_TRUE(spatial.error().is(diag::kBadModel));
  EXPECT_NE(spatial.error().first().message.find("one number per class"), std::string::npos);

  net::Graph bare;
  bare.add_output("y", bare.add("x", net::Input{Shape{4}, Fixed{}}));
  EXPECT_NE(Model::make(bare, 1).error().first().message.find("no weights"), std::string::npos);

  net::Graph two;
  two.add("a", net::Input{Shape{4}, Fixed{}});
  two.add_output("y", two.add("b", net::Input{Shape{4}, Fixed{}}));
  EXPECT_NE(Model::make(two, 1).error().first().message.find("one input"), std::string::npos);
}

}  // namespace
}  // namespace knap::learn
