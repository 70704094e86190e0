#include "net/passes/remove_unread.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

TEST(RemoveUnread, WholeBranchesGoAndInputsStay) {
  IntGraph graph;
  const NodeId x = graph.add("x", integer::Input{{4, 2}, {true, 8, 0}});
  graph.add("other", integer::Input{{3}, {true, 8, 0}});
  const NodeId twice = graph.add("block/twice", integer::Add{}, {x, x});
  const NodeId loose = graph.add("block/loose", integer::Add{1, 0}, {twice, x});
  graph.add("loose_sum", integer::GlobalSumPool{}, {loose});
  graph.add_output("y", graph.add("sum", integer::GlobalSumPool{}, {twice}));
  const IntGraph clean = remove_unread(graph);
  std::string names;
  for (const IntGraph::Node& node : clean.nodes()) names += node.name + " ";
  EXPECT_EQ(names, "x other block/twice sum ");
  EXPECT_EQ(clean.outputs(), (std::vector<GraphOutput>{{"y", NodeId{3}}}));
}

}  // namespace
}  // namespace knap::net
