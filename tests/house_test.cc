#include "tests/house.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace knap::house {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const SourceTree& this_tree() {
  static const SourceTree tree = [] {
    const char* folder = std::getenv("KNAP_SOURCE_DIR");
    return read_tree(folder != nullptr ? folder : ".", {"src", "tests", "bench"});
  }();
  return tree;
}

std::vector<std::string> rules_of(const std::string& path, const std::string& text) {
  std::vector<std::string> names;
  for (const Finding& finding : check_style({{path, text}})) names.push_back(finding.rule);
  return names;
}

std::string repeat(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(House, ThisTreeKeepsItsStyle) {
  ASSERT_GT(this_tree().size(), 50U);
  const std::vector<Finding> findings = check_style(this_tree());
  EXPECT_TRUE(findings.empty()) << to_string(findings);
}

TEST(House, MostSourcesOfThisTreeHaveTheirTest) {
  const std::vector<Finding> findings = check_tested(this_tree());
  EXPECT_TRUE(findings.empty()) << to_string(findings);
}

TEST(House, SixHundredLinesPassAndOneMoreDoesNot) {
  EXPECT_THAT(rules_of("src/net/ir/x.cc", repeat("int x;\n", kMaxLines)), IsEmpty());
  EXPECT_THAT(rules_of("src/net/ir/x.cc", repeat("int x;\n", kMaxLines + 1)), ElementsAre("long-file"));
}

TEST(House, LongLinesAreFoundOutsideTablesAndRawStrings) {
  const std::string line = "// " + repeat("x", kMaxColumns - 2) + "\n";
  EXPECT_THAT(rules_of("src/net/ir/x.cc", line), ElementsAre("long-line"));
  EXPECT_THAT(rules_of("src/net/ir/x.cc", "// clang-format off\n" + line + "// clang-format on\n"),
              IsEmpty());
  EXPECT_THAT(rules_of("src/net/ir/x.cc", "auto text = R\"tb(\n" + line + ")tb\";\n"), IsEmpty());
  EXPECT_THAT(rules_of("src/net/ir/x.cc", "auto text = R\"(one)\";\n" + line), ElementsAre("long-line"));
}

TEST(House, ColumnsAreCodePoints) {
  EXPECT_THAT(rules_of("src/net/ir/x.cc", "// " + repeat("\xC3\xA9", kMaxColumns - 3) + "\n"), IsEmpty());
}

TEST(House, MarksNeedAnIssueOrAnAdr) {
  const std::string mark =
      "// TO"
      "DO";
  EXPECT_THAT(rules_of("src/net/ir/x.cc", mark + ": later\n"), ElementsAre("mark"));
  EXPECT_THAT(rules_of("tests/x.cc", mark + "\n"), ElementsAre("mark"));
  EXPECT_THAT(rules_of("src/net/ir/x.cc", mark + " (#12)\n"), IsEmpty());
  EXPECT_THAT(rules_of("src/net/ir/x.cc", mark + " see ADR 3\n"), IsEmpty());
}

TEST(House, SkipsNeedDataOrATool) {
  const std::string skip =
      "  GTEST_"
      "SKIP() << \"";
  EXPECT_THAT(rules_of("src/net/ir/x_test.cc", skip + "flaky\";\n"), ElementsAre("skip"));
  EXPECT_THAT(rules_of("src/net/ir/x_test.cc", skip + "KNAP_DATA_DIR is not set\";\n"), IsEmpty());
}

TEST(House, HeadersSayWhatTheyGiveAndAreIncludedOnce) {
  EXPECT_THAT(rules_of("src/net/ir/x.h", "// X: a thing.\n#pragma once\n"), IsEmpty());
  EXPECT_THAT(rules_of("src/net/ir/x.h", "#pragma once\n"), ElementsAre("header"));
  EXPECT_THAT(rules_of("src/net/ir/x.h", "// X: a thing.\n"), ElementsAre("header"));
  EXPECT_THAT(rules_of("src/net/ir/x.h", "// X.\n#pragma once\nusing namespace std;\n"),
              ElementsAre("header"));
}

TEST(House, EffectsStayInTheirRooms) {
  EXPECT_THAT(rules_of("src/net/ir/x.cc", "std::ifstream file(path);\n"), ElementsAre("effect"));
  EXPECT_THAT(rules_of("src/hw/ir/x.cc", "std::thread worker;\n"), ElementsAre("effect"));
  EXPECT_THAT(rules_of("src/map/plan/x.cc", "auto now = std::chrono::steady_clock::now();\n"),
              ElementsAre("effect"));
  EXPECT_THAT(rules_of("src/data/set/x.cc", "std::getenv(\"HOME\");\n"), ElementsAre("effect"));
  EXPECT_THAT(rules_of("src/net/eval/x.cc", "  fmt::print(\"x\");\n"), ElementsAre("effect"));
  EXPECT_THAT(rules_of("src/core/num/x.cc", "  std::exit(1);\n"), ElementsAre("effect"));
  EXPECT_THAT(rules_of("src/learn/train/x.cc", "std::normal_distribution<> d;\n"), ElementsAre("effect"));
  EXPECT_THAT(rules_of("src/core/sys/x.cc", "std::ifstream file(path);\n"), IsEmpty());
  EXPECT_THAT(rules_of("src/core/base/parallel.cc", "std::thread worker;\n"), IsEmpty());
  EXPECT_THAT(rules_of("src/net/ir/x_test.cc", "std::ifstream file(path);\n"), IsEmpty());
  EXPECT_THAT(rules_of("src/net/ir/x.cc", "int x;  // not std::cout\n"), IsEmpty());
}

TEST(House, FourOfFiveSourcesNeedATest) {
  SourceTree tree;
  for (const char* stem : {"a", "b", "c", "d", "e"}) {
    tree["src/net/ir/" + std::string(stem) + ".cc"] = "";
    if (*stem != 'e') tree["src/net/ir/" + std::string(stem) + "_test.cc"] = "";
  }
  EXPECT_THAT(check_tested(tree), IsEmpty());
  tree.erase("src/net/ir/d_test.cc");
  ASSERT_EQ(check_tested(tree).size(), 1U);
  EXPECT_EQ(check_tested(tree).front().what,
            "3 of 5 x.cc have an x_test.cc; without: net/ir/d.cc net/ir/e.cc");
}

}  // namespace
}  // namespace knap::house
