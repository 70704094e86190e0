#include <gtest/gtest.h>

#include "net/exec/testing.h"

namespace knap::net {
namespace {

TEST(ShapeExec, AddOfEveryPairOfStorages) {
  Rng rng(12, "add");
  for (const int width : {8, 16, 32})
    for (const int shift : {0, 3})
      for (const std::int64_t size : {1, 17, 5000}) {
        SCOPED_TRACE(testing::Message() << width << " " << shift << " " << size);
        IntGraph graph;
        const NodeId x = graph.add("x", integer::Input{{size, 1}, {true, width, 0}});
        ClosedForm clip;
        clip.clamp = {-100, 50};
        const NodeId y = graph.add("y",
                                   integer::Steps{std::make_shared<const knap::Steps>(
                                       *knap::Steps::from_closed(intervals(graph)->back(), {clip}))},
                                   {x});
        graph.add("sum", integer::Add{shift, 1}, {x, y});
        graph.add("mus", integer::Add{1, shift}, {y, x});
        graph.add_output("sum", NodeId{2});
        graph.add_output("mus", NodeId{3});
        expect_equal_to_evaluator(graph, rng, 1);
      }
}

TEST(ShapeExec, FusedAddsWithOneFunctionPerChannel) {
  Rng rng(13, "add");
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{700, 3, 5}, {true, 8, 0}});
  graph.add("sum", integer::Add{0, 2}, {x, x});
  std::vector<ClosedForm> forms(5);
  for (std::size_t c = 0; c < forms.size(); ++c)
    forms[c] = {1, static_cast<std::int64_t>(c), 3, Rounding::Trn, {-60, 60}};
  const integer::Steps steps{
      std::make_shared<const knap::Steps>(*knap::Steps::from_closed(intervals(graph)->back(), forms))};
  graph.add_output("z", graph.add("z", steps, {NodeId{1}}));
  expect_equal_to_evaluator(graph, rng, 2);
}

TEST(ShapeExec, ConcatReshapeAndArgMaxOfUnlikeLayouts) {
  Rng rng(14, "concat");
  for (const int width : {4, 8, 16}) {
    IntGraph graph;
    const NodeId x = graph.add("x", integer::Input{{6, 2}, {true, width, 0}});
    const NodeId y = graph.add("y", steps_to_byte(graph, false, Rounding::Rnd), {x});
    const NodeId z = graph.add("z", integer::Concat{}, {x, y, x});
    const NodeId flat = graph.add("flat", integer::Reshape{{36}}, {z});
    graph.add_output("class", graph.add("class", integer::ArgMax{}, {flat}));
    expect_equal_to_evaluator(graph, rng, 4);
    expect_equal_to_evaluator(with_all_outputs(graph), rng, 4);
  }
}

}  // namespace
}  // namespace knap::net
