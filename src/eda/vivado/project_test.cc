#include "eda/vivado/project.h"

#include <gtest/gtest.h>

#include "core/sys/files.h"

namespace knap::eda {
namespace {

TEST(VivadoProject, NamesThePartItsFileListTheTopAndTheClock) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const hw::Device device = hw::find_device("xc7z020").value();
  const auto written = write_vivado_project(folder->path(), device, "ecg_af_top", 12.5, device.family);
  ASSERT_TRUE(written.ok()) << to_string(written.error());
  const auto text = read_file(folder->path() / "synth/xc7z020/vivado.tcl");
  ASSERT_TRUE(text.ok());
  for (const char* wanted :
       {"-part xc7z020clg400-1", "files.xc7.f", "-top ecg_af_top", "-period 12.5", "out_of_context"})
    EXPECT_NE(text->find(wanted), std::string::npos) << wanted;
}

TEST(VivadoProject, SaysThatItIsUntestedInItsFirstLine) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  for (const hw::Family family : {hw::Family::Xc7, hw::Family::Xcup})
    for (const hw::Device& device : hw::devices(family)) {
      ASSERT_TRUE(write_vivado_project(folder->path(), device, "top", 10, {}).ok());
      const auto text = read_file(folder->path() / "synth" / device.alias / "vivado.tcl");
      ASSERT_TRUE(text.ok());
      EXPECT_NE(text->substr(0, text->find('\n')).find("UNTESTED"), std::string::npos) << device.alias;
    }
}

TEST(VivadoProject, BracesAndBracketsOfTheScriptAreBalanced) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(write_vivado_project(folder->path(), hw::find_device("xc7z020").value(), "top", 10, {}).ok());
  const auto text = read_file(folder->path() / "synth/xc7z020/vivado.tcl");
  ASSERT_TRUE(text.ok());
  int braces = 0, brackets = 0;
  for (const char c : *text) {
    braces += c == '{' ? 1 : c == '}' ? -1 : 0;
    brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
    ASSERT_GE(braces, 0);
  }
  EXPECT_EQ(braces, 0);
  EXPECT_EQ(brackets, 0);
}

}  // namespace
}  // namespace knap::eda
