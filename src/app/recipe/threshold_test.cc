#include "app/recipe/threshold.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"
#include "net/eval/eval.h"
#include "net/passes/to_integer.h"

namespace knap::app {
namespace {

/// Two bytes -> two logits -> arg-max; weights of 4 bits with one fraction bit, bias of `bias_bits`.
net::Graph detector(int bias_bits = 16, std::int64_t units = 2) {
  net::Dense dense;
  dense.units = units;
  dense.format = {4, Granularity::Tensor, {1}, bias_bits};
  auto weights = std::make_shared<RealTensor>(Shape{units, 2});
  // Codes 3 -1 and 1 2: the difference of the logits takes every value.
  for (std::int64_t i = 0; i < weights->size(); ++i)
    (*weights)[i] = std::array{1.5, -0.5, 0.5, 1.0}.at(static_cast<std::size_t>(i % 4));
  auto bias = std::make_shared<RealTensor>(Shape{units});
  for (std::int64_t o = 0; o < units; ++o) (*bias)[o] = 2.5 - static_cast<double>(o);
  dense.weights = weights;
  dense.bias = bias;
  net::Graph graph;
  const net::NodeId in = graph.add("samples", net::Input{Shape{2}, Fixed{true, 8, 0}});
  graph.add_output("class", graph.add("class", net::ArgMax{}, {graph.add("score", dense, {in})}));
  return graph;
}

struct Decided {
  std::int64_t chosen, score;
};
/// The class, and positive logit minus the other.
Decided decide(const net::IntGraph& graph, int positive, std::int64_t a, std::int64_t b) {
  const auto values = net::evaluate_all(graph, {IntTensor(Shape{2}, {a, b})}).value();
  const IntTensor& logits = values[graph.find("score")->index];
  return {values[graph.outputs().front().node.index][0], logits[positive] - logits[1 - positive]};
}

TEST(ChooseThreshold, AtMostTheShareOfTheNegativesLiesAboveIt) {
  Rng rng(1, "scores");
  for (const std::size_t n : {1U, 2U, 7U, 100U, 333U}) {
    std::vector<std::int64_t> scores(n);
    for (std::int64_t& score : scores) score = rng.integer(-20, 20);
    for (const double share : {0.0, 0.025, 0.1, 0.5, 1.0}) {
      SCOPED_TRACE(fmt::format("{} scores, share {}", n, share));
      const std::int64_t t = choose_threshold(scores, share);
      const auto above = [&](std::int64_t at) {
        return std::count_if(scores.begin(), scores.end(), [&](std::int64_t s) { return s > at; });
      };
      EXPECT_LE(static_cast<double>(above(t)), share * static_cast<double>(n));
      // One less would take more than allowed, unless everything is allowed.
      const bool is_smallest = static_cast<double>(above(t - 1)) > share * static_cast<double>(n);
      EXPECT_TRUE(is_smallest || t == *std::min_element(scores.begin(), scores.end()));
    }
  }
}

TEST(FoldThreshold, ArgMaxDecidesExactlyAboveTheThresholdForEitherClass) {
  const net::Graph graph = detector();
  const net::IntGraph plain = net::to_integer(graph).value();
  for (const int positive : {0, 1})
    for (const std::int64_t threshold : {-300, -17, -1, 0, 1, 40, 250}) {
      SCOPED_TRACE(fmt::format("class {} threshold {}", positive, threshold));
      const Result<net::Graph> folded = fold_threshold(graph, positive, threshold);
      ASSERT_TRUE(folded.ok()) << to_string(folded.error());
      const net::IntGraph integer = net::to_integer(*folded).value();
      bool has_equal = false;
      for (std::int64_t a = -128; a < 128; a += 2)
        for (std::int64_t b = -128; b < 128; b += 5) {
          const Decided before = decide(plain, positive, a, b);
          const bool is_positive = decide(integer, positive, a, b).chosen == positive;
          ASSERT_EQ(is_positive, before.score > threshold) << a << " " << b << " score " << before.score;
          has_equal |= before.score == threshold;
        }
      EXPECT_TRUE(has_equal) << "no sample lay on the threshold itself";
    }
}

TEST(FoldThreshold, ChangesNothingButTheOneBias) {
  const net::Graph graph = detector();
  const net::Graph folded = fold_threshold(graph, 1, 12).value();
  const auto& before = std::get<net::Dense>(graph[*graph.find("score")].op);
  const auto& after = std::get<net::Dense>(folded[*folded.find("score")].op);
  EXPECT_EQ(before.weights->data, after.weights->data);
  EXPECT_EQ((*before.bias)[0], (*after.bias)[0]);
  EXPECT_EQ((*before.bias)[1] - 6.0, (*after.bias)[1]) << "12 steps of a half";
}

TEST(FoldThreshold, ABiasThatLeavesItsWidthIsRefused) {
  const Result<net::Graph> folded = fold_threshold(detector(8), 1, 1000);
  ASSERT_FALSE(folded.ok());
  EXPECT_TRUE(folded.error().is(diag::kImpossible));
  EXPECT_EQ(folded.error().first().where, "network.bias_bits");
}

TEST(FoldThreshold, ANetworkWithoutTwoLogitsIsRefused) {
  EXPECT_TRUE(check_threshold(detector()).ok());
  const Result<void> early = check_threshold(detector(16, 3));
  ASSERT_FALSE(early.ok());
  EXPECT_TRUE(early.error().is(diag::kImpossible));
  EXPECT_EQ(early.error().first().where, "decision.false_alarms");
  EXPECT_FALSE(fold_threshold(detector(16, 3), 1, 5).ok());
}

}  // namespace
}  // namespace knap::app
