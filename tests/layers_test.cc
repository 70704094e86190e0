#include "tests/layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace knap::house {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

std::filesystem::path source_folder() {
  const char* folder = std::getenv("KNAP_SOURCE_DIR");
  return folder != nullptr ? folder : ".";
}

const std::vector<Row>& table() {
  static const std::vector<Row> rows = [] {
    std::ifstream file(source_folder() / "cmake/layers.cmake");
    return parse_rows(std::string{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()});
  }();
  return rows;
}

std::vector<std::string> rules(const std::vector<Finding>& findings) {
  std::vector<std::string> names;
  for (const Finding& finding : findings) names.push_back(finding.rule);
  return names;
}

const std::vector<Row> kRows = {
    {"core/base", {}, {"fmt"}},   {"core/num", {"core/base"}, {}}, {"net/ir", {"core/base", "core/num"}, {}},
    {"hw/ir", {"core/base"}, {}}, {"hw/sv", {"hw/ir"}, {}},
};

/// Findings for a tree in which net/ir/graph.h has the given line; every room has one more header.
std::vector<Finding> with_line(const std::string& line, const std::string& path = "src/net/ir/graph.h") {
  SourceTree tree = {{"src/core/base/hash.h", ""},
                     {"src/core/num/steps.h", ""},
                     {"src/net/ir/node.h", ""},
                     {"src/hw/ir/module.h", ""},
                     {"src/hw/sv/emit.h", ""}};
  tree[path] = "// A comment.\n" + line + "\n";
  return check_sources(tree, kRows);
}

TEST(Layers, TheTableOfThisTreeIsSound) {
  ASSERT_GT(table().size(), 10U);
  EXPECT_THAT(check_rows(table()), IsEmpty()) << to_string(check_rows(table()));
}

TEST(Layers, TheSourcesOfThisTreeKeepToTheTable) {
  const SourceTree tree = read_tree(source_folder(), {"src"});
  ASSERT_GT(tree.size(), 50U);
  const std::vector<Finding> findings = check_sources(tree, table());
  EXPECT_THAT(findings, IsEmpty()) << to_string(findings);
}

TEST(Layers, RowsAreReadWithTheirThreeCells) {
  const std::vector<Row> rows =
      parse_rows("# a comment \"x\"\nset(KNAP_LAYERS\n  \"a/b | c/d  e/f | fmt torch\"\n  \"g/h||\"\n)\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].room, "a/b");
  EXPECT_EQ(rows[0].dependencies, (std::vector<std::string>{"c/d", "e/f"}));
  EXPECT_EQ(rows[0].packages, (std::vector<std::string>{"fmt", "torch"}));
  EXPECT_EQ(rows[1].room, "g/h");
  EXPECT_THAT(rows[1].dependencies, IsEmpty());
}

TEST(Layers, ARowNamingALaterRowIsAnUpwardEdge) {
  const std::vector<Row> rows = {{"core/num", {"core/base"}, {}}, {"core/base", {}, {}}};
  EXPECT_THAT(rules(check_rows(rows)), testing::ElementsAre("upward-edge"));
}

TEST(Layers, ARowNamingItselfIsACycle) {
  EXPECT_THAT(rules(check_rows({{"core/base", {"core/base"}, {}}})),
              testing::ElementsAre("upward-edge", "cycle"));
}

TEST(Layers, ACycleOfThreeRowsIsFoundOnce) {
  const std::vector<Row> rows = {
      {"core/a", {"core/b"}, {}}, {"core/b", {"core/c"}, {}}, {"core/c", {"core/a"}, {}}};
  const std::vector<Finding> findings = check_rows(rows);
  EXPECT_THAT(findings, Contains(Finding{"cycle", "core/a", "core/a -> core/b -> core/c -> core/a"}));
  EXPECT_EQ(
      std::count_if(findings.begin(), findings.end(), [](const Finding& f) { return f.rule == "cycle"; }), 1);
}

TEST(Layers, ARowNamingARoomWithoutARowIsRefused) {
  EXPECT_THAT(rules(check_rows({{"core/base", {"core/ghost"}, {}}})), testing::ElementsAre("unknown-room"));
}

TEST(Layers, TwoRowsForOneRoomAreRefused) {
  EXPECT_THAT(rules(check_rows({{"core/base", {}, {}}, {"core/base", {}, {}}})),
              testing::ElementsAre("duplicate-row"));
}

TEST(Layers, ARowAgainstTheLayersIsRefusedEvenWhenEarlier) {
  const auto refused = [](const char* lower, const char* upper) {
    return !check_rows({{lower, {}, {}}, {upper, {lower}, {}}}).empty();
  };
  EXPECT_TRUE(refused("net/ir", "hw/ir"));
  EXPECT_TRUE(refused("hw/ir", "net/ir"));
  EXPECT_TRUE(refused("hw/ir", "eda/yosys"));
  EXPECT_TRUE(refused("app/flow", "verify/ladder"));
  EXPECT_TRUE(refused("data/set", "core/sys"));
  EXPECT_TRUE(refused("learn/train", "verify/ladder"));
  EXPECT_TRUE(refused("core/base", "attic/room"));
  EXPECT_FALSE(refused("hw/device", "eda/yosys"));
  EXPECT_FALSE(refused("eda/yosys", "verify/ladder"));
  EXPECT_FALSE(refused("verify/ladder", "app/flow"));
}

TEST(Layers, AllowedIncludesPassInEverySpelling) {
  EXPECT_THAT(with_line("#include \"core/base/hash.h\""), IsEmpty());
  EXPECT_THAT(with_line("#  include  <core/num/steps.h>"), IsEmpty());
  EXPECT_THAT(with_line("#include \"net/ir/node.h\""), IsEmpty());
  EXPECT_THAT(with_line("#include <vector>"), IsEmpty());
  EXPECT_THAT(with_line("// #include \"hw/ir/module.h\""), IsEmpty());
}

TEST(Layers, ForbiddenIncludesAreFoundInEverySpelling) {
  for (const char* line :
       {"#include \"hw/ir/module.h\"", "#include <hw/ir/module.h>", "#  include <hw/ir/module.h>",
        "\t#\tinclude\t\"hw/ir/module.h\"", "#include\"hw/ir/module.h\"", " # include \"src/hw/ir/module.h\"",
        "#include \"knap/hw/ir/module.h\"", "#import \"hw/ir/module.h\""}) {
    EXPECT_THAT(rules(with_line(line)), testing::ElementsAre("layer-edge", "forbidden-include")) << line;
  }
}

TEST(Layers, AnIncludeThatOnlyTheRowForbidsIsFound) {
  const std::vector<Finding> findings = with_line("#include \"core/num/steps.h\"", "src/hw/ir/value.h");
  EXPECT_THAT(findings,
              testing::ElementsAre(Finding{"forbidden-include", "src/hw/ir/value.h:2",
                                           "the row of hw/ir does not name core/num (core/num/steps.h)"}));
}

TEST(Layers, TestsKeepToTheRowToo) {
  EXPECT_THAT(rules(with_line("#include \"hw/ir/module.h\"", "src/net/ir/graph_test.cc")),
              Contains("layer-edge"));
}

TEST(Layers, AFolderWithoutARowIsFoundAtAnyDepth) {
  for (const char* path :
       {"src/net/extra/x.cc", "src/net/ir/deep/x.h", "src/net/x.h", "src/x.cc", "src/a/b/c/d/x.cpp"})
    EXPECT_THAT(rules(with_line("", path)), testing::ElementsAre("no-row")) << path;
}

TEST(Layers, RelativeComputedAndUnknownIncludesAreRefused) {
  for (const char* line : {"#include \"../../hw/ir/module.h\"", "#include \"./node.h\"",
                           "#include \"node.h\"", "#include HEADER", "#include \"net/ir/ghost.h\""})
    EXPECT_THAT(rules(with_line(line)), testing::ElementsAre("include-form")) << line;
}

TEST(Layers, APackageOutsideItsRowsIsFound) {
  EXPECT_THAT(rules(with_line("#include <torch/torch.h>")), testing::ElementsAre("package"));
  EXPECT_THAT(rules(with_line("#include <toml++/toml.h>")), testing::ElementsAre("package"));
  EXPECT_THAT(rules(with_line("#include <fmt/core.h>")), testing::ElementsAre("package"));
  EXPECT_THAT(with_line("#include <fmt/core.h>", "src/core/base/result.h"), IsEmpty());
}

TEST(Layers, HeadersThatIncludeEachOtherAreACycle) {
  const SourceTree tree = {{"src/net/ir/a.h", "#include \"net/ir/b.h\"\n"},
                           {"src/net/ir/b.h", "#include <net/ir/a.h>\n"}};
  EXPECT_THAT(rules(check_sources(tree, kRows)), testing::ElementsAre("cycle"));
}

TEST(Layers, TreesAreReadFromNestedFolders) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "knap_layers_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "src/net/ir/deep");
  std::ofstream(folder / "src/net/ir/deep/x.cc") << "#include \"hw/ir/module.h\"\n";
  std::ofstream(folder / "src/net/ir/notes.md") << "no source\n";
  const SourceTree tree = read_tree(folder, {"src", "absent"});
  std::filesystem::remove_all(folder);
  ASSERT_EQ(tree.size(), 1U);
  EXPECT_THAT(rules(check_sources(tree, kRows)), testing::ElementsAre("no-row"));
}

}  // namespace
}  // namespace knap::house
