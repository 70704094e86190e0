#include "net/build/build.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/text/toml.h"
#include "net/ir/verify.h"

namespace knap::net {
namespace {

NetworkSpec spec_of(const std::string& toml) {
  const Result<Value> value = parse_toml(toml, "knap.toml");
  KNAP_CHECK(value.ok(), to_string(value.error()));
  Result<NetworkSpec> spec = from_value<NetworkSpec>(*value, "knap.toml");
  KNAP_CHECK(spec.ok(), to_string(spec.error()));
  return *std::move(spec);
}

Result<Graph> built(const std::string& toml, Shape shape = {9000, 1}, Fixed format = {true, 16, 0}) {
  return build(spec_of(toml), Input{std::move(shape), format}, "net", "knap.toml");
}

std::vector<std::string> names(const Graph& graph) {
  std::vector<std::string> found;
  for (const Graph::Node& node : graph.nodes()) found.push_back(node.name);
  return found;
}

TEST(Build, ADepthwiseSeparableNetworkHasStableNames) {
  const Result<Graph> graph = built(R"(
    batch_norm = true
    layer = [
      { kind = "quantize", fraction_bits = -6 },
      { kind = "depthwise", kernel = 8, stride = 4, batch_norm = false },
      { kind = "pointwise", filters = 16, activation = "relu" },
      { kind = "global_avg_pool" },
      { kind = "dense", units = 2 },
      { kind = "arg_max", name = "class" },
    ])");
  ASSERT_TRUE(graph.ok()) << to_string(graph.error());
  EXPECT_EQ(names(*graph),
            (std::vector<std::string>{"input", "quantize1", "depthwise1", "depthwise1.quantize", "pointwise1",
                                      "pointwise1.norm", "pointwise1.relu", "pointwise1.quantize",
                                      "global_avg_pool1", "global_avg_pool1.quantize", "dense1", "class"}));
  EXPECT_EQ((*graph)[*graph->find("depthwise1")].shape, (Shape{2250, 1}));
  const auto& input = std::get<Quantize>((*graph)[*graph->find("quantize1")].op);
  EXPECT_EQ(input.format, (Fixed{true, 8, -6}));
  EXPECT_EQ(input.range, Quantize::Range::Given);
  const auto& relu = std::get<Quantize>((*graph)[*graph->find("pointwise1.quantize")].op);
  EXPECT_FALSE(relu.format.is_signed);
  EXPECT_EQ(relu.range, Quantize::Range::Calibrated);
  EXPECT_FALSE(std::get<Conv>((*graph)[*graph->find("pointwise1")].op).has_bias);
  EXPECT_EQ(graph->outputs()[0].name, "class");
  EXPECT_TRUE(verify(*graph).ok());
}

TEST(Build, LayersThatPeopleWriteOneByOneGetOneQuantize) {
  const Result<Graph> graph = built(R"(
    layer = [
      { kind = "conv", filters = 4, kernel = 3 },
      { kind = "batch_norm" },
      { kind = "hard_swish" },
      { kind = "max_pool", kernel = 2 },
      { kind = "flatten" },
      { kind = "dense", units = 3 },
    ])",
                                    {12, 2});
  ASSERT_TRUE(graph.ok()) << to_string(graph.error());
  EXPECT_EQ(names(*graph),
            (std::vector<std::string>{"input", "conv1", "batch_norm1", "hard_swish1", "hard_swish1.quantize",
                                      "max_pool1", "flatten1", "dense1"}));
  EXPECT_EQ((*graph)[*graph->find("max_pool1")].shape, (Shape{6, 4}));
  EXPECT_EQ(graph->outputs()[0].name, "logits");
}

TEST(Build, ActivationsThatAreNeverNegativeGetUnsignedCodes) {
  const Result<Graph> graph = built(R"(
    layer = [
      { kind = "conv", filters = 4, kernel = 3, activation = "hard_sigmoid" },
      { kind = "conv", filters = 4, kernel = 3, activation = "none" },
      { kind = "hard_sigmoid", name = "gate" },
      { kind = "flatten" },
      { kind = "dense", units = 3 },
    ])",
                                    {12, 2});
  ASSERT_TRUE(graph.ok()) << to_string(graph.error());
  EXPECT_EQ(names(*graph),
            (std::vector<std::string>{"input", "conv1", "conv1.hard_sigmoid", "conv1.quantize", "conv2",
                                      "gate", "gate.quantize", "flatten1", "dense1"}));
  for (const char* name : {"conv1.quantize", "gate.quantize"})
    EXPECT_FALSE(std::get<Quantize>((*graph)[*graph->find(name)].op).format.is_signed) << name;
}

TEST(Build, ResidualsAndConcatenationsReadByName) {
  const Result<Graph> graph = built(R"(
    activation = "relu"
    layer = [
      { kind = "conv", filters = 4, kernel = [3, 3], name = "stem" },
      { kind = "conv", filters = 4, kernel = 3, activation = "none" },
      { kind = "add", from = "stem", activation = "relu" },
      { kind = "concat", from = ["stem", "add1"] },
      { kind = "global_avg_pool" },
      { kind = "dense", units = 3 },
      { kind = "arg_max" },
    ])",
                                    {8, 6, 1}, {false, 8, 8});
  ASSERT_TRUE(graph.ok()) << to_string(graph.error());
  const Graph::Node& add = (*graph)[*graph->find("add1")];
  EXPECT_EQ((*graph)[add.inputs[0]].name, "conv2.quantize") << "naming a layer does not renumber the others";
  EXPECT_EQ((*graph)[add.inputs[1]].name, "stem.quantize");
  EXPECT_TRUE(graph->find("add1.relu") && graph->find("add1.quantize"));
  EXPECT_EQ((*graph)[*graph->find("concat1")].shape, (Shape{8, 6, 8}));
  EXPECT_FALSE(graph->find("dense1.relu")) << "logits have no default activation";
}

TEST(Build, FloatNetworksHaveNoQuantize) {
  const Result<Graph> graph = built(R"(
    weight_bits = 0
    activation_bits = 0
    layer = [ { kind = "flatten" }, { kind = "dense", units = 3, activation = "relu" },
    { kind = "dense", units = 2 } ])",
                                    {4, 2});
  ASSERT_TRUE(graph.ok());
  EXPECT_EQ(names(*graph),
            (std::vector<std::string>{"input", "flatten1", "dense1", "dense1.relu", "dense2"}));
}

TEST(Build, ErrorsNameTheLayerOrThePosition) {
  const struct {
    const char* toml;
    const char* where;
    const char* message;
  } cases[] = {
      {"layer = []", "knap.toml", "no [[network.layer]]"},
      {"layer = [ { kind = \"conv\", kernel = 3 } ]", "knap.toml: network.layer[0] 'conv1'",
       "needs 'filters'"},
      {"layer = [ { kind = \"conv\", filters = 3 } ]", "knap.toml: network.layer[0] 'conv1'",
       "needs 'kernel'"},
      {"layer = [ { kind = \"conv\", filters = 3, kernel = [3, 3] } ]", "knap.toml:1:50", "one per axis"},
      {"layer = [ { kind = \"conv\", filters = 3, kernel = 0 } ]", "knap.toml:1:50", "1..65536"},
      {"layer = [ { kind = \"conv\", filters = 3, kernel = 3, padding = \"sane\" } ]", "knap.toml:1:63",
       "\"same\""},
      {"layer = [ { kind = \"dense\", units = 3 } ]", "knap.toml: network.layer[0] 'dense1'", "flat operand"},
      {"layer = [ { kind = \"flatten\", kernel = 3 } ]", "knap.toml: network.layer[0] 'flatten1'",
       "has no kernel"},
      {"layer = [ { kind = \"flatten\", from = \"nobody\" } ]", "knap.toml:1:38",
       "named 'nobody'; there are input"},
      {"layer = [ { kind = \"add\" } ]", "knap.toml: network.layer[0] 'add1'", "needs 'from'"},
      {"layer = [ { kind = \"flatten\", name = \"a b\" } ]", "knap.toml: network.layer[0] 'a b'",
       "a name is letters"},
      {"layer = [ { kind = \"flatten\", name = \"a/b\" } ]", "knap.toml: network.layer[0] 'a/b'",
       "a name is letters"},
      {"layer = [ { kind = \"flatten\", name = \"input\" } ]", "knap.toml: network.layer[0] 'input'",
       "has this name"},
      {"layer = [ { kind = \"max_pool\", kernel = 9001 } ]", "knap.toml: network.layer[0] 'max_pool1'",
       "does not fit"},
  };
  for (const auto& c : cases) {
    const Result<Graph> graph = built(c.toml);
    ASSERT_FALSE(graph.ok()) << c.toml;
    EXPECT_EQ(graph.error().first().where, c.where) << to_string(graph.error());
    EXPECT_NE(graph.error().first().message.find(c.message), std::string::npos) << to_string(graph.error());
    EXPECT_EQ(graph.error().fault(), Fault::Request);
  }
}

}  // namespace
}  // namespace knap::net
