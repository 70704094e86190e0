#include "net/build/layers.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/text/toml.h"
#include "net/build/build.h"

namespace knap::net {
namespace {

NetworkSpec layers_of(const std::string& toml) {
  return from_value<NetworkSpec>(parse_toml(toml, "t").value(), "t").value();
}

TEST(Layers, ALayerWithoutANameIsCountedAmongItsKind) {
  const NetworkSpec spec = layers_of(
      R"(layer = [{kind = "conv"}, {kind = "dense"}, {kind = "conv", name = "x"}, {kind = "conv"}])");
  EXPECT_EQ(layer_names(spec), (std::vector<std::string>{"conv1", "dense1", "x", "conv3"}));
}

TEST(Layers, AnErrorAboutANodeIsARequestAtItsLayer) {
  const NetworkSpec spec = layers_of(R"(layer = [{kind = "conv"}, {kind = "dense", name = "head"}])");
  const auto moved = [&](const char* where) {
    return to_string(at_layers(Error(diag::kBadModel, where, "is too much"), spec, "net"));
  };
  EXPECT_EQ(moved("conv1.quantize"), "network.layer[0]: layer 'conv1': is too much [impossible]");
  EXPECT_EQ(moved("head"), "network.layer[1]: layer 'head': is too much [impossible]");
  EXPECT_EQ(moved("net"), "network.layer: is too much [impossible]");
  EXPECT_EQ(moved("model/integer.txt"), "model/integer.txt: is too much [bad-model]");
}

/// What check_scores says of a network on 4x2 samples of the classes "gt" and "le".
std::string scores(const std::string& layers) {
  const NetworkSpec spec = layers_of("layer = [" + layers + "]");
  const Result<Graph> graph = build(spec, Input{Shape{4, 2}, {true, 8, 0}});
  if (!graph.ok()) return to_string(graph.error());
  const Result<void> checked = check_scores(*graph, spec, {"gt", "le"});
  return checked.ok() ? "fits" : to_string(checked.error());
}

TEST(CheckScores, OneScorePerClassInAFlatList) {
  const std::string flat = R"({kind = "flatten"}, )";
  EXPECT_EQ(scores(flat + R"({kind = "dense", units = 2})"), "fits");
  EXPECT_EQ(scores(flat + R"({kind = "dense", units = 2}, {kind = "arg_max"})"), "fits");
  EXPECT_EQ(scores(R"({kind = "conv", filters = 2, kernel = 1}, {kind = "global_avg_pool"})"), "fits");
  EXPECT_EQ(scores(flat + R"({kind = "dense", units = 1}, {kind = "arg_max"})"),
            "network.layer[1].units: layer 'dense1': gives 1 score for 2 classes; one for each of gt, le is "
            "needed [impossible]");
  EXPECT_EQ(scores(flat + R"({kind = "dense", units = 3})").find("network.layer[1].units: "), 0U);
  EXPECT_EQ(scores(flat + R"({kind = "dense", units = 2}, {kind = "concat", from = "flatten1"})")
                .find("network.layer[2]: layer 'concat1': gives 10 scores"),
            0U);
  EXPECT_EQ(scores(R"({kind = "conv", filters = 2, kernel = 1})")
                .find("network.layer[0]: layer 'conv1': gives scores of shape 4x2; one per class"),
            0U);
}

}  // namespace
}  // namespace knap::net
