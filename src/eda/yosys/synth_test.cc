#include "eda/yosys/synth.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "eda/tool/testing.h"
#include "hw/prim/leaves.h"

namespace knap::eda {
namespace {

constexpr const char* kDesign = R"((* keep_hierarchy *)
module adder (input logic clk, input logic [7:0] a, input logic [7:0] b, output logic [7:0] y);
  always_ff @(posedge clk) y <= a + b;
endmodule
module main (input logic clk, input logic [7:0] a, input logic [7:0] b, output logic [7:0] y, output logic z);
  adder first (.clk(clk), .a(a), .b(b), .y(y));
  always_ff @(posedge clk) z <= ^b;
endmodule
)";

Result<TempFolder> design_folder(const std::string& text, hw::Family family) {
  KNAP_ASSIGN(TempFolder folder, TempFolder::make());
  KNAP_TRY(write_file(folder.path() / "rtl" / "main.sv", text));
  KNAP_TRY(
      write_file(folder.path() / "rtl" / ("files." + std::string(to_string(family)) + ".f"), "main.sv\n"));
  for (const auto& [name, body] : hw::leaf_files())
    KNAP_TRY(write_file(folder.path() / "rtl" / "prim" / name, body));
  return folder;
}

TEST(Synthesise, WritesScriptNetlistAndResourcesPerLayer) {
  Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys);
  for (const hw::Family family : hw::kFamilies) {
    const hw::Device& device = hw::devices(family).front();
    const auto folder = design_folder(kDesign, family);
    ASSERT_TRUE(folder.ok());
    const auto done = synthesise(folder->path(), device, {"main", {{"first", "sum"}}, 300}, tools, Watch());
    ASSERT_TRUE(done.ok()) << to_string(done.error());
    EXPECT_EQ(done->cells.resources.ff, 9) << device.alias;
    ASSERT_EQ(done->cells.layers.size(), 2u);
    EXPECT_EQ(done->cells.layers[0].name, "sum");
    EXPECT_EQ(done->cells.layers[0].ff, 8) << device.alias;
    EXPECT_EQ(done->cells.layers[1].ff, 1) << device.alias;
    EXPECT_GT(done->cells.layers[0].carry, 0) << device.alias;
    const auto place = folder->path() / "synth" / std::string(device.alias);
    for (const char* file : {"synth.ys", "netlist.json", "resources.json"})
      EXPECT_TRUE(is_file(place / file)) << file;
    // Nothing of this machine is in the netlist.
    EXPECT_EQ(read_file(place / "netlist.json")->find(folder->path().string()), std::string::npos);
    EXPECT_EQ(read_file(place / "netlist.json")->find("share/yosys"), std::string::npos);
  }
}

TEST(Synthesise, TwiceGivesTheSameNetlist) {
  Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys);
  const hw::Device device = *hw::find_device("ecp5-25f");
  std::string texts[2];
  for (std::string& text : texts) {
    const auto folder = design_folder(kDesign, device.family);
    ASSERT_TRUE(folder.ok());
    ASSERT_TRUE(synthesise(folder->path(), device, {"main", {}, 300}, tools, Watch()).ok());
    text = *read_file(folder->path() / "synth" / "ecp5-25f" / "netlist.json");
  }
  EXPECT_EQ(texts[0], texts[1]);
}

TEST(Synthesise, GenericLeavesComeFromTheGenericList) {
  Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys);
  const hw::Device device = *hw::find_device("up5k");
  const auto folder = design_folder("module main (input logic clk;\nendmodule\n", device.family);
  ASSERT_TRUE(folder.ok());
  const auto rtl = folder->path() / "rtl";
  ASSERT_TRUE(write_file(rtl / "plain.sv", kDesign).ok());
  ASSERT_TRUE(write_file(rtl / "files.f", "plain.sv\n").ok());
  SynthOptions options{"main", {}, 300, true};
  const auto done = synthesise(folder->path(), device, options, tools, Watch());
  ASSERT_TRUE(done.ok()) << to_string(done.error());
  EXPECT_THAT(*read_file(folder->path() / "synth/up5k/synth.ys"), testing::HasSubstr("plain.sv"));
}

TEST(Synthesise, ABrokenSourceIsNamedWithItsLine) {
  Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys);
  const hw::Device device = *hw::find_device("up5k");
  const auto folder = design_folder("module main (input logic clk;\nendmodule\n", device.family);
  ASSERT_TRUE(folder.ok());
  const auto done = synthesise(folder->path(), device, {"main", {}, 300}, tools, Watch());
  ASSERT_FALSE(done.ok());
  EXPECT_TRUE(done.error().is(diag::kBadArtefact));
  EXPECT_THAT(done.error().first().where, testing::HasSubstr("rtl/main.sv:1"));
  EXPECT_THAT(done.error().first().message, testing::HasSubstr("syntax error"));
}

TEST(Synthesise, AYosysThatFailsOrMakesNothingIsNamedWithItsLog) {
  const hw::Device device = *hw::find_device("up5k");
  const auto folder = design_folder(kDesign, device.family);
  ASSERT_TRUE(folder.ok());
  for (const char* end : {"exit 1", "exit 0"}) {
    const auto fake = folder->path() / "yosys";
    ASSERT_TRUE(
        write_file(fake,
                   fmt::format("#!/bin/sh\n[ $1 = -V ] && echo Yosys 0.99 && exit\necho boom\n{}\n", end))
            .ok());
    std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
    Toolbox tools(ToolPaths{{"yosys", fake.string()}});
    const auto done = synthesise(folder->path(), device, {"main", {}, 300}, tools, Watch());
    ASSERT_FALSE(done.ok()) << end;
    EXPECT_TRUE(done.error().is(diag::kToolFailed));
    EXPECT_THAT(done.error().first().message, testing::HasSubstr("yosys ended"));
    EXPECT_EQ(read_file(done.error().first().where).value(), "boom\n");
  }
}

TEST(Synthesise, WhereAbcLosesItsWayItsOwnScriptMaps) {
  const hw::Device device = *hw::find_device("xc7z020");
  const auto folder = design_folder(kDesign, device.family);
  ASSERT_TRUE(folder.ok());
  const auto fake = folder->path() / "yosys", script = folder->path() / "synth/xc7z020/synth.ys";
  ASSERT_TRUE(
      write_file(fake, fmt::format("#!/bin/sh\n[ $1 = -V ] && echo Yosys 0.99 && exit\n"
                                   "grep -q flow2 '{0}' || exec cp '{1}' ../synth/xc7z020/netlist.json\n"
                                   "echo \"ERROR: Can't open input file \\`/tmp/yosys-abc-0/output.aig' "
                                   "for reading: No such file or directory\"\nexit 1\n",
                                   script.string(), (folder->path() / "made.json").string()))
          .ok());
  ASSERT_TRUE(write_file(folder->path() / "made.json",
                         R"({"modules": {"main": {"attributes": {"top": "1"}, "cells": {}}}})")
                  .ok());
  std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
  Toolbox tools(ToolPaths{{"yosys", fake.string()}});
  const auto done = synthesise(folder->path(), device, {"main", {}, 300}, tools, Watch());
  ASSERT_TRUE(done.ok()) << to_string(done.error());
  EXPECT_THAT(*read_file(script), testing::Not(testing::HasSubstr("flow2")))
      << "synth.ys reproduces the netlist";
}

TEST(Synthesise, AMissingModuleIsTheSourcesFault) {
  Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys);
  const hw::Device device = *hw::find_device("up5k");
  const std::string text = kDesign;
  const auto folder = design_folder(text.substr(text.find("module main")), device.family);
  ASSERT_TRUE(folder.ok());
  const auto done = synthesise(folder->path(), device, {"main", {}, 300}, tools, Watch());
  ASSERT_FALSE(done.ok());
  EXPECT_TRUE(done.error().is(diag::kBadArtefact)) << to_string(done.error());
  EXPECT_THAT(done.error().first().message, testing::HasSubstr("adder"));
}

TEST(Synthesise, WithoutRtlTheStageIsMissing) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  Toolbox tools;
  const auto done = synthesise(folder->path(), *hw::find_device("up5k"), {"main", {}, 300}, tools, Watch());
  ASSERT_FALSE(done.ok());
  EXPECT_TRUE(done.error().is(diag::kMissingStage));
}

}  // namespace
}  // namespace knap::eda
