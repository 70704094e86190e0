// Reshape, Flatten, Concat and Add against net/eval: the order of elements is the graph's, not torch's.
#include <gtest/gtest.h>

#include "learn/train/graph_check.h"

namespace knap::learn {
namespace {

TEST(ShapeOps, FlattenAndReshapeKeepTheGraphsOrder) {
  Rng rng(1, "shape");
  for (const Shape& shape : {Shape{4, 3}, Shape{2, 3, 2}, Shape{12}})
    for (const Shape& to : {Shape{12}, Shape{6, 2}, Shape{3, 2, 2}}) {
      EXPECT_LT(forward_error(wrap(shape, net::Reshape{to}, rng), rng), 2e-5)
          << to_string(shape) << to_string(to);
    }
  EXPECT_LT(forward_error(wrap(Shape{2, 3, 2}, net::Flatten{}, rng), rng), 2e-5);
}

TEST(ShapeOps, ConcatAndAddJoinEqualBranches) {
  Rng rng(2, "shape");
  net::Graph graph;
  const auto x = graph.add("x", net::Input{Shape{6, 3}, Fixed{true, 16, 8}});
  const auto relu = graph.add("relu", net::Relu{}, {x});
  const auto sum = graph.add("sum", net::Add{}, {relu, x});
  const auto all = graph.add("all", net::Concat{}, {sum, x, relu});
  net::Dense dense;
  dense.units = 2;
  dense.format.width_bits = 0;
  dense.weights = random_reals(Shape{2, 54}, rng);
  dense.bias = random_reals(Shape{2}, rng);
  graph.add_output("y", graph.add("dense", dense, {graph.add("flat", net::Flatten{}, {all})}));
  EXPECT_LT(forward_error(graph, rng), 2e-5);
}

}  // namespace
}  // namespace knap::learn
