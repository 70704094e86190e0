#include "net/build/spec.h"

#include <gtest/gtest.h>

#include "core/text/toml.h"

namespace knap::net {
namespace {

TEST(NetworkSpec, ReadsBackFromItsOwnValue) {
  const Result<Value> value = parse_toml(R"(
    weight_bits = 6
    ranges = "learned"
    [[layer]]
    kind = "conv"
    kernel = [3, 3]
    filters = 8
    activation = "hard_swish"
    [[layer]]
    kind = "add"
    from = "conv1")",
                                         "t");
  ASSERT_TRUE(value.ok());
  const Result<NetworkSpec> spec = from_value<NetworkSpec>(*value, "t");
  ASSERT_TRUE(spec.ok()) << to_string(spec.error());
  EXPECT_EQ(spec->layers.size(), 2u);
  EXPECT_EQ(spec->layers[0].activation, Activation::HardSwish);
  EXPECT_EQ(spec->layers[1].kind, LayerKind::Add);
  EXPECT_EQ(spec->ranges, Quantize::Range::Learned);
  const Value written = to_value(*spec);
  EXPECT_EQ(to_value(*from_value<NetworkSpec>(written, "t")), written);
}

TEST(NetworkSpec, UnknownKeysAndKindsAreRefusedWithTheirPosition) {
  const auto error_of = [](const char* toml) {
    const Result<NetworkSpec> spec = from_value<NetworkSpec>(*parse_toml(toml, "t"), "t");
    return spec.ok() ? std::string("accepted") : to_string(spec.error());
  };
  EXPECT_NE(error_of("[[layer]]\nkind = \"conv\"\nfilter = 3").find("t:3:1"), std::string::npos);
  EXPECT_NE(error_of("[[layer]]\nkind = \"depthwize\"").find("depthwise"), std::string::npos);
  EXPECT_NE(error_of("weight_bits = 40").find("t:1"), std::string::npos);
}

TEST(NetworkSpec, EveryKindHasAName) {
  EXPECT_EQ(kLayerKindNames.at(static_cast<std::size_t>(LayerKind::ArgMax)), "arg_max");
  EXPECT_EQ(kLayerKindNames.at(static_cast<std::size_t>(LayerKind::GlobalAvgPool)), "global_avg_pool");
  EXPECT_EQ(kActivationNames.at(static_cast<std::size_t>(Activation::Sigmoid)), "sigmoid");
}

}  // namespace
}  // namespace knap::net
