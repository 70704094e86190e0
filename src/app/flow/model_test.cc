#include "app/flow/model.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "net/ir/text.h"

namespace knap::app {
namespace {

net::IntGraph small_graph() {
  auto weights = std::make_shared<IntTensor>(Shape{2, 3});
  weights->data = {1, -2, 3, -4, 5, -6};
  net::IntGraph graph;
  const net::NodeId in = graph.add("samples", net::integer::Input{Shape{3}, Fixed{true, 8, 0}});
  net::integer::MatVec dense;
  dense.weights = weights;
  dense.bias = std::make_shared<const IntTensor>(Shape{2});
  graph.add_output("logits", graph.add("dense", dense, {in}));
  return graph;
}

TEST(LoadInteger, WithoutAModelItNamesTheStageThatIsMissing) {
  const TempFolder folder = TempFolder::make().value();
  const auto graph = load_integer(folder.path());
  ASSERT_FALSE(graph.ok());
  EXPECT_TRUE(graph.error().is(diag::kMissingStage));
}

TEST(LoadInteger, ReadsWhatWasPrintedAndRefusesDamage) {
  const TempFolder folder = TempFolder::make().value();
  const net::IntGraph graph = small_graph();
  net::WeightStore weights;
  const std::string text = net::print(graph, weights);
  ASSERT_TRUE(write_file((folder.path() / "model/integer.txt"), text).ok());
  ASSERT_TRUE(write_file((folder.path() / "model/weights"), weights.to_bytes()).ok());
  const auto loaded = load_integer(folder.path());
  ASSERT_TRUE(loaded.ok()) << to_string(loaded.error());
  EXPECT_EQ(net::hash(*loaded), net::hash(graph));
  ASSERT_TRUE(write_file((folder.path() / "model/weights"), weights.to_bytes().substr(0, 20)).ok());
  EXPECT_FALSE(load_integer(folder.path()).ok());
}

}  // namespace
}  // namespace knap::app
