#include "learn/train/exact_chain.h"

#include <gtest/gtest.h>

#include <cmath>

namespace knap::learn {
namespace {

struct Built {
  net::Graph graph;
  net::NodeId quantize;
};

Built chain_of(const net::RealOp& op, const net::Quantize& quantize, int fraction_bits) {
  Built built;
  net::NodeId tip = built.graph.add("x", net::Input{Shape{4}, Fixed{true, 16, fraction_bits}});
  tip = built.graph.add("op", op, {tip});
  built.quantize = built.graph.add("q", quantize, {tip});
  built.graph.add_output("y", built.quantize);
  return built;
}

TEST(ExactChain, FindsTheRootAndItsOperators) {
  const Built built = chain_of(net::HardSwish{}, net::Quantize{Fixed{true, 8, 4}}, 4);
  const auto found = ExactChain::find(built.graph, net::scales(built.graph), built.quantize);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(built.graph[found[0].root].name, "x");
  EXPECT_EQ(found[0].ops.size(), 1u);
}

TEST(ExactChain, AnOperandOfKnownScaleNeedsNoCorrection) {
  net::Graph graph;
  const auto x = graph.add("x", net::Input{Shape{4}, Fixed{}});
  const auto q = graph.add("q", net::Quantize{}, {x});
  EXPECT_TRUE(ExactChain::find(graph, net::scales(graph), q).empty());
}

TEST(ExactChain, DecidesTiesThatDoubleMisses) {
  // y = x / 3 + 1/6 in doubles: at x = 1, 4, ... the doubles' exact value lies below or above a tie by less
  // than an ulp.
  net::BatchNorm norm;
  const auto one = [](double v) {
    return std::make_shared<const RealTensor>(Shape{1}, std::vector<double>{v});
  };
  norm.epsilon = 0;
  norm.gamma = one(1.0 / 3);
  norm.beta = one(1.0 / 6);
  norm.mean = one(0);
  norm.variance = one(1);
  net::Graph graph;
  net::NodeId tip = graph.add("x", net::Input{Shape{1}, Fixed{true, 16, 0}});
  tip = graph.add("norm", norm, {tip});
  const auto q = graph.add("q", net::Quantize{Fixed{true, 12, 0}}, {tip});
  const auto chain = ExactChain::find(graph, net::scales(graph), q).at(0);
  int corrected = 0;
  for (std::int64_t code = 1; code < 3000; code += 3) {
    const double root = static_cast<double>(code), before = root * (1.0 / 3) + 1.0 / 6;
    double value = std::nearbyint(before);
    const double naive = value;
    chain.correct({&root, 1}, {&before, 1}, 1, {&value, 1});
    // The doubles 1/3 and 1/6 lie below the rationals, so the exact value lies below the tie: round down.
    EXPECT_EQ(value, std::floor(static_cast<double>((code - 1) / 3) + 0.25)) << code;
    corrected += value != naive;
  }
  EXPECT_GT(corrected, 100);
}

TEST(ExactChain, LeavesValuesFarFromBoundariesAlone) {
  const Built built = chain_of(net::Sigmoid{}, net::Quantize{Fixed{false, 8, 8}}, 4);
  const auto chain = ExactChain::find(built.graph, net::scales(built.graph), built.quantize).at(0);
  const double root = 1, before = 0.3 + 0.25 / 256;
  double value = 42;
  chain.correct({&root, 1}, {&before, 1}, 1, {&value, 1});
  EXPECT_EQ(value, 42);
}

}  // namespace
}  // namespace knap::learn
