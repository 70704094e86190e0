#include "core/text/places.h"

#include <gtest/gtest.h>

#include "core/text/toml.h"

namespace knap {
namespace {

constexpr const char* kText = R"([project]
name = "x"

[network]
[[network.layer]]
kind = "conv"
kernel = [3,
  5]
[[network.layer]]
kind = "dense"

[fifo]
"a.b>c" = { depth = 3 }
)";

Value parsed(const std::string& text) { return parse_toml(text, "knap.toml").value(); }

TEST(Places, AKeyHasThePlaceWhereItStands) {
  const Places places("knap.toml", parsed(kText));
  EXPECT_EQ(places.of("project"), "knap.toml:1:2");
  EXPECT_EQ(places.of("project.name"), "knap.toml:2:1");
  EXPECT_EQ(places.of("network.layer[0].kernel"), "knap.toml:7:1");
  EXPECT_EQ(places.of("network.layer[0].kernel[1]"), "knap.toml:8:3");
  EXPECT_EQ(places.of("network.layer[1].kind"), "knap.toml:10:1");
  EXPECT_EQ(places.of("fifo.a.b>c.depth"), "knap.toml:13:13") << "a key with dots of its own";
}

TEST(Places, WhatIsMissingHasThePlaceOfTheTableThatWouldHoldIt) {
  const Places places("knap.toml", parsed(kText));
  EXPECT_EQ(places.of("network.layer[1].units"), places.of("network.layer[1]"));
  EXPECT_EQ(places.of("network.layer[1]").rfind("knap.toml:9:", 0), 0U) << places.of("network.layer[1]");
  EXPECT_EQ(places.of("network.layer[7].units"), places.of("network.layer"));
  EXPECT_EQ(places.of("project.seed"), "knap.toml:1:2");
  EXPECT_EQ(places.of("train.batch"), "knap.toml:1:1");
  EXPECT_EQ(places.of("project.name.first"), "knap.toml:2:1");
  EXPECT_EQ(places.of("projects"), "knap.toml:1:1") << "a longer word is another key";
  EXPECT_EQ(places.of("network.layer[x"), places.of("network.layer"));
}

TEST(Places, WhatTheCommandLineSetHasItsOptionsName) {
  Value root = parsed(kText);
  ASSERT_TRUE(set_path(root, "train.batch", "3").ok());
  ASSERT_TRUE(set_path(root, "project.seed", "3").ok());
  ASSERT_TRUE(set_path(root, "network.layer", "[{kind = \"relu\"}]").ok());
  const Places places("knap.toml", root,
                      {{"project.seed", "--seed"}, {"network.layer", "--set network.layer"}});
  EXPECT_EQ(places.of("train.batch"), "--set train.batch");
  EXPECT_EQ(places.of("project.seed"), "--seed");
  EXPECT_EQ(places.of("network.layer[0].kind"), "--set network.layer");
  EXPECT_EQ(places.of("project.name"), "knap.toml:2:1");
}

TEST(Places, WithoutATextAKeyStandsForItself) { EXPECT_EQ(Places().of("plan.max_share"), "plan.max_share"); }

}  // namespace
}  // namespace knap
