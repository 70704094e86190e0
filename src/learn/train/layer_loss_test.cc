#include "learn/train/layer_loss.h"

#include <gtest/gtest.h>

#include <cmath>

#include "learn/train/toy.h"
#include "learn/train/train.h"

namespace knap::learn {
namespace {

TrainOptions quick() {
  TrainOptions options;
  options.float_epochs = 8;
  options.quantised_epochs = 0;
  options.batch = 32;
  options.learning_rate = 0.01;
  return options;
}

TEST(LayerLoss, EveryQuantisedLayerHasARowUnderItsOwnNameInGraphOrder) {
  Watch watch;
  const auto result =
      train({toy_image_network(), toy_images(120, 3), toy_images(60, 4), quick(), 7}, {}, watch);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  std::vector<std::string> names;
  for (const LayerLoss& loss : result->lost_by_layer) names.push_back(loss.layer);
  EXPECT_EQ(names, (std::vector<std::string>{"stem", "body", "point", "sum", "average", "hidden", "scores"}));
}

TEST(LayerLoss, TheLayerWithTooFewBitsIsTheOneThatLoses) {
  net::Graph graph = toy_image_network();
  const net::NodeId id = *graph.find("average.q");
  net::Quantize coarse = std::get<net::Quantize>(graph[id].op);
  coarse.format.width_bits = 1;  // 0 and what is below: all its values are above
  graph.replace(id, coarse);
  Watch watch;
  const auto result = train({graph, toy_images(600, 3), toy_images(300, 4), quick(), 7}, {}, watch);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  ASSERT_GT(result->float_validation.accuracy, 0.95);
  for (const LayerLoss& loss : result->lost_by_layer)
    if (loss.layer == "average") {
      EXPECT_GT(loss.points, 2);
    } else {
      EXPECT_LT(std::abs(loss.points), 2) << loss.layer;
    }
}

TEST(LayerLoss, AFloatNetworkHasNoRows) {
  net::Graph graph;
  net::NodeId tip = graph.add("input", net::Input{Shape{48, 1}, Fixed{true, 12, 11}});
  net::Dense dense;
  dense.units = 3;
  dense.format.width_bits = 0;
  tip = graph.add("flat", net::Flatten{}, {tip});
  tip = graph.add("score", dense, {tip});
  graph.add_output("logits", tip);
  Watch watch;
  const auto result = train({graph, toy_lines(60, 3, 3), toy_lines(60, 3, 4), quick(), 7}, {}, watch);
  ASSERT_TRUE(result.ok()) << to_string(result.error());
  EXPECT_TRUE(result->lost_by_layer.empty());
}

}  // namespace
}  // namespace knap::learn
