#include "eda/verilator/netlist.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "eda/tool/testing.h"

namespace knap::eda {
namespace {

using testing::HasSubstr;
using testing::Not;

/// An AND of two inputs and its register, one layer below the top.
std::string netlist(const std::string& table) {
  return R"({"creator": "test", "modules": {
  "LUT4": {"attributes": {"blackbox": "1"}, "ports": {}, "cells": {}, "netnames": {}},
  "layer": {"attributes": {"keep_hierarchy": "1"},
    "ports": {"clk": {"direction": "input", "bits": [2]}, "a": {"direction": "input", "bits": [3]},
              "b": {"direction": "input", "bits": [4]}, "y": {"direction": "output", "bits": [5]}},
    "cells": {
      "t": {"hide_name": 0, "type": "LUT4", "parameters": {"INIT": ")" +
         table + R"("}, "attributes": {},
        "port_directions": {"A": "input", "B": "input", "C": "input", "D": "input", "Z": "output"},
        "connections": {"A": [3], "B": [4], "C": ["0"], "D": ["0"], "Z": [6]}},
      "q": {"hide_name": 0, "type": "TRELLIS_FF", "parameters": {"CEMUX": "1", "REGSET": "RESET"}, "attributes": {},
        "port_directions": {"CLK": "input", "LSR": "input", "CE": "input", "DI": "input", "Q": "output"},
        "connections": {"CLK": [2], "LSR": ["0"], "CE": ["1"], "DI": [6], "Q": [5]}}},
    "netnames": {}},
  "main": {"attributes": {"top": "00000000000000000000000000000001"},
    "ports": {"clk": {"direction": "input", "bits": [2]}, "a": {"direction": "input", "bits": [3]},
              "b": {"direction": "input", "bits": [4]}, "y": {"direction": "output", "bits": [5]}},
    "cells": {"first": {"hide_name": 0, "type": "layer", "parameters": {}, "attributes": {},
        "port_directions": {"clk": "input", "a": "input", "b": "input", "y": "output"},
        "connections": {"clk": [2], "a": [3], "b": [4], "y": [5]}}},
    "netnames": {}}}})";
}

constexpr const char* kNetlistBench = R"(module bench;
  logic clk = 0;
  always #5 clk = ~clk;
  logic [3:0] cycle = 0;
  wire y;
  main dut (.clk(clk), .a(cycle[0]), .b(cycle[1]), .y(y));
  always @(posedge clk) begin
    cycle <= cycle + 1;
    if (cycle > 0) $display("Y %b %b", y, dut.first.y);
    if (cycle == 4) $finish;
  end
endmodule
)";

TEST(NetlistSources, KeepPortsOfLayersAndTurnTablesIntoLogic) {
  Toolbox tools;
  const Watch watch;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys, Tool::Verilator, Tool::Make, Tool::Gxx);
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const std::pair<const char*, const char*> cases[] = {{"0000000000001000", "Y 0 0\nY 0 0\nY 0 0\nY 1 1\n"},
                                                       {"1111111111110111", "Y 1 1\nY 1 1\nY 1 1\nY 0 0\n"}};
  for (const auto& [table, wanted] : cases) {
    ASSERT_TRUE(write_file(folder->path() / "netlist.json", netlist(table)).ok());
    auto sources = netlist_sources(folder->path() / "netlist.json", "ecp5", folder->path(),
                                   folder->path() / "yosys.log", tools, watch);
    ASSERT_TRUE(sources.ok()) << to_string(sources.error());
    const std::string text = *read_file(folder->path() / "netlist.v");
    EXPECT_THAT(text, Not(HasSubstr("LUT4")));
    EXPECT_THAT(text, Not(HasSubstr("TRELLIS_FF")));
    ASSERT_TRUE(write_file(folder->path() / "bench.sv", kNetlistBench).ok());
    sources->working_folder = folder->path();
    sources->files.push_back("bench.sv");
    sources->top = "bench";
    const auto built = build_simulation(*sources, folder->path() / "build", tools, watch);
    ASSERT_TRUE(built.ok()) << to_string(built.error());
    EXPECT_GT(built->peak_memory_mb, 10);
    const auto output = run_simulation(built->program, folder->path(), {}, 1, watch);
    ASSERT_TRUE(output.ok()) << to_string(output.error());
    EXPECT_THAT(output->output, HasSubstr(wanted));
  }
}

TEST(NetlistSources, WhatIsNoNetlistIsRefused) {
  Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys);
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto stored = folder->path() / "netlist.json", log = folder->path() / "kept.log";
  for (const char* text : {"", "{\"modules\": [", "[1, 2]"}) {
    ASSERT_TRUE(write_file(stored, text).ok());
    const auto sources = netlist_sources(stored, "ecp5", folder->path(), log, tools, Watch());
    ASSERT_FALSE(sources.ok()) << text;
    EXPECT_TRUE(sources.error().is(diag::kBadArtefact)) << to_string(sources.error());
    EXPECT_EQ(sources.error().first().where, stored.string());
  }
}

TEST(NetlistSources, AYosysThatFailsOrMakesNothingIsNamedWithItsLog) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto stored = folder->path() / "netlist.json", log = folder->path() / "kept.log";
  ASSERT_TRUE(write_file(stored, netlist("0000000000001000")).ok());
  const std::string script = "#!/bin/sh\n[ $1 = -V ] && echo Yosys 0.99 && exit\necho boom\nexit ";
  for (const char* code : {"1", "0"}) {
    const auto fake = folder->path() / "yosys";
    ASSERT_TRUE(write_file(fake, script + code + "\n").ok());
    std::filesystem::permissions(fake, std::filesystem::perms::owner_all);
    Toolbox tools(ToolPaths{{"yosys", fake.string()}});
    const auto sources = netlist_sources(stored, "ecp5", folder->path(), log, tools, Watch());
    ASSERT_FALSE(sources.ok()) << code;
    EXPECT_TRUE(sources.error().is(diag::kToolFailed)) << to_string(sources.error());
    EXPECT_EQ(sources.error().first().where, log.string());
    EXPECT_EQ(read_file(log).value(), "boom\n");
  }
}

}  // namespace
}  // namespace knap::eda
