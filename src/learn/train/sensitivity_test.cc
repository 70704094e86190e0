#include "learn/train/sensitivity.h"

#include <gtest/gtest.h>

#include <cmath>

#include "learn/train/toy.h"
#include "net/ir/prune.h"

namespace knap::learn {
namespace {

TrainOptions briefly() {
  TrainOptions options;
  options.float_epochs = 4;
  options.quantised_epochs = 1;
  options.batch = 32;
  options.learning_rate = 0.01;
  return options;
}

Candidate lines(net::Graph graph, int epochs) {
  TrainOptions options = briefly();
  options.float_epochs = epochs;
  return {std::move(graph), toy_lines(300, 3, 1), toy_lines(100, 3, 2), options, 7};
}

TEST(Sensitivity, TellsWhatTheLossChangesByToFirstOrder) {
  Watch watch;
  const TrainResult trained = train(lines(toy_line_network(3, false), 4), {}, watch).value();
  const auto found = sensitivity(lines(trained.unrounded, 0), 8, watch);
  ASSERT_TRUE(found.ok()) << to_string(found.error());
  ASSERT_EQ(found->size(), 4U);
  for (const auto& [layer, own] : *found) {
    double sum = 0;
    for (std::size_t i = 0; i < own.weights.size(); ++i) {
      EXPECT_GE(own.first[i], 0);
      EXPECT_GE(own.second[i], own.first[i] * own.first[i] * (1 - 1e-9)) << layer;  // Jensen
      if (own.weights[i] == 0) {
        EXPECT_EQ(own.first[i], 0);
      }
      sum += own.first[i];
    }
    EXPECT_GT(sum, 0) << layer;
  }
}

TEST(Sensitivity, PrunedWeightsStayPrunedThroughATraining) {
  Watch watch;
  net::Graph graph = toy_line_network(3, false);
  net::Masks masks = net::masks_of(train(lines(graph, 1), {}, watch)->unrounded);
  const TrainResult dense = train(lines(graph, 1), {}, watch).value();
  for (auto& [layer, mask] : masks) {
    const auto shape = [&] {
      const net::RealOp& op = dense.unrounded[*dense.unrounded.find(layer)].op;
      const auto* conv = std::get_if<net::Conv>(&op);
      return conv != nullptr ? conv->weights->shape : std::get<net::Dense>(op).weights->shape;
    }();
    auto made = std::make_shared<IntTensor>(shape);
    for (std::int64_t i = 0; i < made->size(); ++i) (*made)[i] = i % 3 == 0 ? 0 : 1;
    mask = made;
  }
  const TrainResult again = train(lines(net::prune(dense.unrounded, masks), 2), {}, watch).value();
  for (const auto& [layer, mask] : masks) {
    for (const net::Graph* made : {&again.unrounded, &again.graph}) {
      const net::RealOp& op = (*made)[*made->find(layer)].op;
      const auto* conv = std::get_if<net::Conv>(&op);
      const RealTensor& weights = conv != nullptr ? *conv->weights : *std::get<net::Dense>(op).weights;
      std::int64_t others = 0;
      for (std::int64_t i = 0; i < weights.size(); ++i) {
        if ((*mask)[i] == 0) {
          ASSERT_EQ(weights[i], 0) << layer << " " << i;
        }
        others += weights[i] != 0 ? 1 : 0;
      }
      EXPECT_GT(others, 0) << layer;
    }
  }
}

}  // namespace
}  // namespace knap::learn
