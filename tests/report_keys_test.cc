#include "tests/report_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace knap::house {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const SourceTree kPages{
    {"docs/toml/train.md", "# [train]\n\n| `batch` | integer |\n| `[network.layer].units` | integer |\n"},
    {"docs/verbs/verify.md", "# knap verify\n"}};

/// What the rule says of one line in src/app, beside a schema with the keys cycles, batch, units, train,
/// verify, weights and data.
std::vector<std::string> found_in(const std::string& line, const std::string& path = "src/app/flow/x.cc") {
  const SourceTree tree{{"src/core/schema/report.h",
                         "f(\"cycles\", self.cycles, \"\");\nf(\"batch\", self.batch, \"\");\nf(\n\"units\", "
                         "self.units, \"\");\n"
                         "f(\"train\", self.train, \"\");\nf(\"verify\", self.verify, \"\");\nf(\"weights\", "
                         "self.weights, \"\");\n"
                         "f(\"data\", self.data, \"\");\nf(\"met\", self.met, \"\");\n"},
                        {"src/app/flow/targets.cc",
                         "const M& all_metrics() {\n  static const M metrics = {\n      {\"weights\", "
                         "\"model.weights\"},\n  };\n}\n"
                         "auto row = {\"no\", 1};\n"},
                        {path, line}};
  std::vector<std::string> whats;
  for (const Finding& finding : check_report_keys(tree, kPages))
    whats.push_back(finding.where + " " + finding.what);
  return whats;
}

TEST(ReportKeys, AKeyOfTheSchemaIsFoundWhereverItStands) {
  const std::string found =
      "src/app/flow/x.cc:2 \"cycles\" is a key of src/core/schema; fill and read its structs";
  EXPECT_THAT(found_in("\nreport.set(\"cycles\", 1);\n"), ElementsAre(found));
  EXPECT_THAT(found_in("\nprint(\"{\\\"cycles\\\": 1}\");\n"), ElementsAre(found));
  EXPECT_THAT(found_in("\nauto text = R\"({\"cycles\": 1})\";\n"), ElementsAre(found));
  EXPECT_THAT(found_in("\nset(\"no\"\"cycles\");\n"), ElementsAre(found));
  EXPECT_EQ(found_in("report.set(\"cycles\", 1);\n", "src/app/report/sub/x.h").size(), 1U);
  EXPECT_EQ(found_in("set(\"met\", \"cycles\");\n").size(), 2U);
}

TEST(ReportKeys, WordsOfTheUserAndOtherTextsAreFree) {
  EXPECT_THAT(found_in("x(\"batch\", \"units\", \"train\", \"verify\", \"weights\", \"data\");\n"),
              IsEmpty());
  EXPECT_THAT(found_in("x(\"cycles of it\", \"my_cycles\", cycles);\n"), IsEmpty());
  EXPECT_THAT(found_in("html += \"<p class=\\\"cycles\\\">\";\n"), IsEmpty());
}

TEST(ReportKeys, TestsAndOtherRoomsMayNameKeys) {
  EXPECT_THAT(found_in("x(\"cycles\");\n", "src/app/flow/x_test.cc"), IsEmpty());
  EXPECT_THAT(found_in("x(\"cycles\");\n", "src/eda/tool/x.cc"), IsEmpty());
}

TEST(ReportKeys, ThisTreeNamesThemOnlyInTheSchema) {
  const char* folder = std::getenv("KNAP_SOURCE_DIR");
  const std::filesystem::path root = folder != nullptr ? folder : ".";
  const SourceTree tree = read_tree(root, {"src"});
  const SourceTree pages = read_tree(root, {"docs"}, {".md"});
  EXPECT_GT(schema_keys(tree).size(), 60U);
  EXPECT_THAT(user_words(tree, pages),
              ::testing::IsSupersetOf({"batch", "train", "verify", "fmax_mhz", "accuracy_drop"}));
  const std::vector<Finding> findings = check_report_keys(tree, pages);
  EXPECT_TRUE(findings.empty()) << to_string(findings);
}

}  // namespace
}  // namespace knap::house
