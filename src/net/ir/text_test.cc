#include "net/ir/text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "net/ir/fields.h"

namespace knap::net {
namespace {

Graph small_graph() {
  Graph graph;
  graph.name = "a \"b\"\n";
  const NodeId x = graph.add("x", Input{{6, 4, 3}, {false, 8, 8}});
  Conv conv;
  conv.filters = 2;
  conv.window = Window{{{3, 2, 1, 1, 1}, {2, 1, 0, 0, 2}}};
  conv.format.granularity = Granularity::Axis;
  conv.format.fraction_bits = {5, -1};
  const NodeId y = graph.add("conv1", conv, {x});
  const NodeId z = graph.add("conv1.norm", BatchNorm{}, {y});
  Quantize quantize{Fixed{true, 8, -3}};
  quantize.range = Quantize::Range::Learned;
  const NodeId q = graph.add("conv1.quantize", quantize, {z});
  const NodeId f = graph.add("flat", Flatten{}, {q});
  Dense dense;
  dense.units = 2;
  dense.weights = std::make_shared<const RealTensor>(Shape{2, 12}, std::vector<double>(24, 0.1));
  dense.bias = std::make_shared<const RealTensor>(Shape{2});
  graph.add_output("logits", graph.add("dense", dense, {f}));
  return graph;
}

TEST(Text, ASmallGraphPrintsReadably) {
  Graph graph;
  graph.name = "tiny";
  const NodeId x = graph.add("x", Input{{9, 1}, {true, 16, 0}});
  const NodeId m = graph.add("max", MaxPool{Window{{{3, 2, 1, 0, 1}}}}, {x});
  graph.add_output("y", graph.add("clip", Clip{-0.5, 0.1}, {m}));
  WeightStore store;
  EXPECT_EQ(print(graph, store),
            "knap.graph/1 \"tiny\"\n"
            "x = input() {shape=9x1, format=fixed<16,16>} : 9x1\n"
            "max = max_pool(x) {window=[{kernel=3, stride=2, pad_low=1, pad_high=0, dilation=1}]} : 4x1\n"
            "clip = clip(max) {low=-0.5, high=0.1} : 4x1\n"
            "output y = clip\n");
}

TEST(Text, ARealGraphReadsBackEqual) {
  const Graph graph = small_graph();
  WeightStore store;
  const std::string text = print(graph, store);
  const Result<Graph> back = parse_graph(text, store, "graph.txt");
  ASSERT_TRUE(back.ok()) << to_string(back.error());
  EXPECT_EQ(*back, graph);
}

TEST(Text, HashesFollowWeightsAndAttributes) {
  const Graph graph = small_graph();
  Graph other = graph;
  EXPECT_EQ(hash(graph), hash(other));
  Dense dense = std::get<Dense>(graph.nodes().back().op);
  std::vector<double> weights = dense.weights->data;
  weights[3] = 0.1000000001;
  dense.weights = std::make_shared<const RealTensor>(Shape{2, 12}, weights);
  other.replace(*other.find("dense"), dense);
  EXPECT_NE(hash(graph), hash(other));
  other = graph;
  other.name = "c";
  EXPECT_NE(hash(graph), hash(other));
}

TEST(Text, EveryOperatorHasAWordOfItsOwn) {
  std::vector<std::string> words;
  for (const RealOp& op :
       {RealOp{Input{}}, RealOp{Quantize{}}, RealOp{Dense{}}, RealOp{Conv{}}, RealOp{BatchNorm{}},
        RealOp{Relu{}}, RealOp{Relu6{}}, RealOp{Clip{}}, RealOp{HardSwish{}}, RealOp{HardSigmoid{}},
        RealOp{Sigmoid{}}, RealOp{Add{}}, RealOp{MaxPool{}}, RealOp{AvgPool{}}, RealOp{GlobalAvgPool{}},
        RealOp{Flatten{}}, RealOp{Reshape{}}, RealOp{Concat{}}, RealOp{ArgMax{}}})
    words.emplace_back(kind_name(op));
  const std::size_t count = words.size();
  EXPECT_EQ(count, std::variant_size_v<RealOp>);
  std::sort(words.begin(), words.end());
  EXPECT_EQ(static_cast<std::size_t>(std::unique(words.begin(), words.end()) - words.begin()), count);
}

}  // namespace
}  // namespace knap::net
