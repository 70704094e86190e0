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
  return build(spec_of(toml), Input{std::move(shape), format}, "net");
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
  NetworkSpec spec = spec_of(R"(
    layer = [ { kind = "flatten" }, { kind = "dense", units = 3, activation = "relu" },
    { kind = "dense", units = 2 } ])");
  spec.weight_bits = spec.activation_bits = 0;  // no project's file may ask for them
  const Result<Graph> graph = build(spec, Input{Shape{4, 2}, {true, 16, 0}});
  ASSERT_TRUE(graph.ok());
  EXPECT_EQ(names(*graph),
            (std::vector<std::string>{"input", "flatten1", "dense1", "dense1.relu", "dense2"}));
}

TEST(Build, ErrorsNameTheLayerAndItsKey) {
  const struct {
    const char* layers;
    const char* where;
    const char* message;
  } cases[] = {
      {"", "network.layer", "no [[network.layer]]"},
      {"{ kind = \"conv\", kernel = 3 }", "network.layer[0].filters", "layer 'conv1': needs 'filters'"},
      {"{ kind = \"conv\", filters = 3 }", "network.layer[0].kernel", "needs 'kernel'"},
      {"{ kind = \"conv\", filters = 3, kernel = [3, 3] }", "network.layer[0].kernel", "one per axis"},
      {"{ kind = \"conv\", filters = 3, kernel = 0 }", "network.layer[0].kernel", "1 to 65536"},
      {"{ kind = \"conv\", filters = 3, kernel = 3, padding = \"sane\" }", "network.layer[0].padding",
       "\"same\""},
      {"{ kind = \"dense\", units = 3 }", "network.layer[0]", "flat operand"},
      {"{ kind = \"flatten\" }, { kind = \"dense\" }", "network.layer[1].units",
       "layer 'dense1': needs 'units'"},
      {"{ kind = \"flatten\", kernel = 3 }", "network.layer[0].kernel", "has no kernel"},
      {"{ kind = \"flatten\", from = \"nobody\" }", "network.layer[0].from",
       "named 'nobody'; there are input"},
      {"{ kind = \"flatten\", from = 3 }", "network.layer[0].from", "'from' names a layer"},
      {"{ kind = \"add\", from = [\"input\", \"nobody\"] }", "network.layer[0].from[1]", "'nobody'"},
      {"{ kind = \"add\" }", "network.layer[0].from", "joins several layers"},
      {"{ kind = \"flatten\", from = [\"input\", \"input\"] }", "network.layer[0].from", "reads one layer"},
      {"{ kind = \"flatten\", name = \"a b\" }", "network.layer[0].name", "a name is letters"},
      {"{ kind = \"flatten\", name = \"a.b\" }", "network.layer[0].name", "a name is letters"},
      {"{ kind = \"flatten\", name = \"a/b\" }", "network.layer[0].name", "a name is letters"},
      {"{ kind = \"flatten\", name = \"input\" }", "network.layer[0].name", "has this name"},
      {"{ kind = \"max_pool\", kernel = 9001 }", "network.layer[0]", "does not fit"},
  };
  for (const auto& c : cases) {
    const Result<Graph> graph = built(std::string("layer = [ ") + c.layers + " ]");
    ASSERT_FALSE(graph.ok()) << c.layers;
    EXPECT_EQ(graph.error().first().where, c.where) << to_string(graph.error());
    EXPECT_NE(graph.error().first().message.find(c.message), std::string::npos) << to_string(graph.error());
    EXPECT_EQ(graph.error().fault(), Fault::Request);
  }
}

TEST(Build, ALayerThatNobodyReadsIsRefused) {
  const Result<Graph> graph = built(R"(layer = [
      { kind = "flatten" },
      { kind = "dense", name = "lone", units = 3 },
      { kind = "dense", name = "idle", units = 3, from = "flatten1" },
      { kind = "dense", units = 2, from = "flatten1" } ])");
  ASSERT_FALSE(graph.ok());
  EXPECT_EQ(
      to_string(graph.error()),
      "network.layer[1]: layer 'lone': nothing reads it; name it in a later layer's 'from', or leave it "
      "out [impossible]\n"
      "network.layer[2]: layer 'idle': nothing reads it; name it in a later layer's 'from', or leave it "
      "out [impossible]");
}

TEST(Build, AnArgMaxThatIsReadIsRefused) {
  const Result<Graph> graph = built(R"(layer = [
      { kind = "flatten" }, { kind = "dense", units = 3 },
      { kind = "arg_max", name = "early" }, { kind = "dense", units = 2 } ])");
  ASSERT_FALSE(graph.ok());
  EXPECT_EQ(to_string(graph.error()),
            "network.layer[2]: layer 'early': an arg_max gives the class and must be the last layer, but "
            "'dense2' reads it [impossible]");
}

TEST(Build, ARecordOfTooManyAxesIsTheDatasFault) {
  const Result<Graph> graph = built("layer = [{ kind = \"flatten\" }]", {2, 2, 2, 2});
  ASSERT_FALSE(graph.ok());
  EXPECT_EQ(graph.error().first().where, "data.shape");
}

}  // namespace
}  // namespace knap::net
