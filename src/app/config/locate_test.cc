#include "app/config/locate.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/text/toml.h"

namespace knap::app {
namespace {

std::string located_at(const std::string& where) {
  const std::string text =
      "[data]\npath = \"a\"\n[network]\n[[network.layer]]\nkind = \"conv\"\nkernel = [3, 3]\n";
  const Places places("k.toml", parse_toml(text, "k.toml").value());
  return to_string(locate(Error(diag::kImpossible, where, "is too much"), places));
}

TEST(Locate, AKeyIsPutWhereItStandsAndNamed) {
  EXPECT_EQ(located_at("data.path"), "k.toml:2:1: data.path: is too much [impossible]");
  EXPECT_EQ(located_at("data.limit"), "k.toml:1:2: data.limit: is too much [impossible]");
  EXPECT_EQ(located_at("network.layer[0].kernel[1]"),
            "k.toml:6:14: network.layer[0].kernel[1]: is too much [impossible]");
  EXPECT_EQ(located_at("network.layer[0].units").find("k.toml:4:"), 0U);
}

TEST(Locate, AnEntryOfAnyNameIsAKey) {
  const Places places("k.toml", parse_toml("[plan.layer.\"a.b\"]\npe = 3\n", "k.toml").value());
  const auto told = [&](const char* where) {
    return to_string(locate(Error(diag::kImpossible, where, "is too much"), places));
  };
  EXPECT_EQ(told("plan.layer.a.b.pe"), "k.toml:2:1: plan.layer.a.b.pe: is too much [impossible]");
  EXPECT_EQ(told("plan.layer.a.b"), "k.toml:1:13: plan.layer.a.b: is too much [impossible]");
  EXPECT_EQ(told("plan.layers"), "plan.layers: is too much [impossible]");
}

TEST(Locate, AKeyThatItsPlaceNamesIsNotNamedTwice) {
  const auto told = [](const char* where) {
    return to_string(locate(Error(diag::kImpossible, where, "is too much"), Places()));
  };
  EXPECT_EQ(told("plan.max_share"), "plan.max_share: is too much [impossible]");
}

TEST(Locate, FilesAndOtherNamesStay) {
  for (const char* where :
       {"data.csv:3", "plan.toml", "/tmp/data.path", "dense1", "data.path.x", "[]", "", "data/split.csv"})
    EXPECT_EQ(located_at(where), std::string(where) + ": is too much [impossible]");
}

}  // namespace
}  // namespace knap::app
