#include "map/plan/model_hash.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/rng.h"
#include "net/ir/rebuild.h"
#include "net/random/random.h"

namespace knap::map {
namespace {

/// The same network after another training: all weights and biases are others.
net::IntGraph trained_anew(const net::IntGraph& graph) {
  const auto negated = [](const IntTensorPtr& tensor) {
    IntTensor other = *tensor;
    for (std::int64_t& code : other.data) code = code == 0 ? 1 : 0;
    return std::make_shared<const IntTensor>(std::move(other));
  };
  return net::rebuild(graph, [&](net::Rebuilt<net::IntOp>& out, net::NodeId id) {
    net::IntOp op = graph[id].op;
    if (auto* dense = std::get_if<net::integer::MatVec>(&op)) dense->weights = negated(dense->weights);
    if (auto* conv = std::get_if<net::integer::Conv>(&op)) conv->weights = negated(conv->weights);
    out.put(id, op);
  });
}

TEST(ModelHash, AnotherTrainingKeepsIt) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Rng rng(seed, "model");
    const net::IntGraph graph = net::random_int_graph(rng);
    const net::IntGraph again = trained_anew(graph);
    ASSERT_NE(again, graph) << seed;
    EXPECT_EQ(model_hash(again), model_hash(graph)) << seed;
  }
}

TEST(ModelHash, NetworksOfOtherLayersHaveOthers) {
  std::set<std::string> hashes;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Rng rng(seed, "model");
    hashes.insert(model_hash(net::random_int_graph(rng)));
  }
  EXPECT_EQ(hashes.size(), 20u);
}

TEST(ModelHash, ANameAWindowAndAShapeCount) {
  const auto hash = [](const char* name, std::int64_t stride, std::int64_t length) {
    net::IntGraph graph;
    const net::NodeId in = graph.add("samples", net::integer::Input{Shape{length, 2}, Fixed{true, 4, 0}});
    graph.add_output("out", graph.add(name, net::integer::MaxPool{{{{2, stride, 0, 0, 1}}}}, {in}));
    return model_hash(graph);
  };
  const std::set<std::string> hashes{hash("pool", 2, 8), hash("block/pool", 2, 8), hash("pool", 1, 8),
                                     hash("pool", 2, 9)};
  EXPECT_EQ(hashes.size(), 4u);
}

}  // namespace
}  // namespace knap::map
