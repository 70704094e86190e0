#include "eda/tool/file_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"

namespace knap::eda {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(FileList, LeavesOutBlanksCommentsAndOptions) {
  EXPECT_THAT(parse_file_list("a.sv\n\n// note\n+incdir+x\n  prim/b.sv \r\n"),
              ElementsAre("a.sv", "prim/b.sv"));
}

TEST(FileList, ImagesAreFoundInTheirSources) {
  EXPECT_THAT(images_of("rom #(.WIDTH(4), .DEPTH(3), .ADDRESS_WIDTH(2), .FILE(\"a.mem\")) x();\n"
                        "initial $readmemh(\"b b.hex\", m); // \"a.mem\""),
              ElementsAre(Image{"a.mem", 3, 4}, Image{"b b.hex", 0, 0}));
}

class FileListFolder : public testing::Test {
 protected:
  void SetUp() override {
    put("files.f", "top.sv\nprim/rom.sv\n");
    put("top.sv", "module top; rom #(.WIDTH(2), .DEPTH(3), .FILE(\"w.mem\")) r(); endmodule\n");
    put("prim/rom.sv", "module rom; endmodule\n");
    put("w.mem", "01\n11\n10\n");
  }
  void put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(write_file(folder_.path() / name, text).ok());
  }
  void expect_refused(const DiagnosticKind& kind, const std::string& name) {
    const auto list = load_file_list(folder_.path(), "files.f");
    ASSERT_FALSE(list.ok()) << name;
    EXPECT_TRUE(list.error().is(kind)) << to_string(list.error());
    EXPECT_THAT(list.error().first().where, HasSubstr(name));
  }
  TempFolder folder_ = TempFolder::make().value();
};

TEST_F(FileListFolder, NamesSourcesAndImages) {
  const auto list = load_file_list(folder_.path(), "files.f");
  ASSERT_TRUE(list.ok()) << to_string(list.error());
  EXPECT_THAT(list->sources, ElementsAre("top.sv", "prim/rom.sv"));
  EXPECT_THAT(list->images, ElementsAre("w.mem"));
}

TEST_F(FileListFolder, WhatIsMissingOrEmptyIsNamed) {
  for (const char* name : {"top.sv", "prim/rom.sv", "w.mem"}) {
    const std::string kept = read_file(folder_.path() / name).value();
    put(name, " \n");
    expect_refused(diag::kBadArtefact, name);
    ASSERT_TRUE(remove_path(folder_.path() / name).ok());
    expect_refused(diag::kBadArtefact, name);
    put(name, kept);
  }
  for (const char* text : {"01\n11\n1", "01\n11\n", "01\n11\n10\n00\n", "01\n11\n1x\n"}) {
    put("w.mem", text);
    expect_refused(diag::kBadArtefact, "w.mem");
  }
  put("w.mem", "01\n11\n10\n");
  put("files.f", "");
  expect_refused(diag::kBadArtefact, "files.f");
  ASSERT_TRUE(remove_path(folder_.path() / "files.f").ok());
  expect_refused(diag::kMissingStage, "files.f");
}

}  // namespace
}  // namespace knap::eda
