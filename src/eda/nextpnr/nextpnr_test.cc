#include "eda/nextpnr/nextpnr.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"
#include "core/sys/files.h"
#include "core/sys/process.h"
#include "eda/tool/testing.h"

namespace knap::eda {
namespace {

std::string message_of(const Result<double>& result) { return result.ok() ? "" : to_string(result.error()); }

TEST(ParseFmax, TheSlowestClockCounts) {
  const auto fmax = parse_fmax(
      R"({"fmax": {"clk": {"achieved": 81.5, "constraint": 50}, "io": {"achieved": 40.25,
    "constraint": 50}}})",
      "r");
  ASSERT_TRUE(fmax.ok()) << message_of(fmax);
  EXPECT_EQ(*fmax, 40.25);
}

TEST(ParseFmax, AReportWithoutAClockIsRefused) {
  const auto fmax = parse_fmax(R"({"fmax": {}})", "seed1.report.json");
  ASSERT_FALSE(fmax.ok());
  EXPECT_TRUE(fmax.error().is(diag::kToolFailed));
  EXPECT_NE(message_of(fmax).find("names no clock"), std::string::npos);
}

TEST(ParseFmax, WhatIsNoReportIsRefused) {
  for (const char* text : {"", "{", "[]", R"({"fmax": {"clk": {}}})",
                           R"({"fmax": {"clk": {"achieved": "fast"}}})", R"({"fmax": 3})"}) {
    const auto fmax = parse_fmax(text, "seed1.report.json");
    ASSERT_FALSE(fmax.ok()) << text;
    EXPECT_NE(message_of(fmax).find("seed1.report.json"), std::string::npos) << text;
  }
}

TEST(Placement, TheMedianOfAnEvenNumberIsTheSlowerMiddleOne) {
  Placement placement;
  placement.timing.seeds = {{1, 70}, {2, 50}, {3, 60}};
  EXPECT_EQ(placement.median_mhz(), 60);
  placement.timing.seeds = {{1, 70}, {2, 50}, {3, 60}, {4, 80}};
  EXPECT_EQ(placement.median_mhz(), 60);
  EXPECT_EQ(placement.min_mhz(), 50);
  EXPECT_EQ(placement.max_mhz(), 80);
}

TEST(Placement, TheClockIsMetByTheBitstreamWhichHoldsTheFastestSeed) {
  Placement placement;
  placement.timing.seeds = {{1, 70}, {2, 90}, {4, 90}};
  EXPECT_EQ(fastest_seed(placement.timing.seeds), 2) << "of equal ones the first";
  placement.timing.clock_mhz = 90;
  EXPECT_TRUE(placement.is_clock_met());
  placement.timing.clock_mhz = 90.5;
  EXPECT_FALSE(placement.is_clock_met());
}

/// A fake place-and-route and packer in `folder`, so that the flow itself is tested without the real ones.
Toolbox fake_tools(const TempFolder& folder, const std::string& body,
                   const std::string& packs = "cp \"$1\" \"$2\"\nprintf '\\001\\006\\000' >> \"$2\"\n") {
  const auto script = [&](const std::string& name, const std::string& text) {
    EXPECT_TRUE(write_file(folder.path() / name, "#!/bin/sh\n" + text).ok());
    std::filesystem::permissions(folder.path() / name, std::filesystem::perms::owner_all);
    return (folder.path() / name).string();
  };
  const std::string place =
      script("place",
             "case \"$*\" in *--version*) echo 'nextpnr-ice40 (Version 0.99)'; exit 0;; esac\n"
             "while [ $# -gt 1 ]; do case $1 in --seed) seed=$2;; esac; shift; done\n" +
                 body);
  const std::string pack = script("pack", packs);
  return Toolbox(ToolPaths{{"nextpnr-ice40", place}, {"icepack", pack}});
}

constexpr const char* kWrites =
    "echo \"{\\\"fmax\\\": {\\\"clk\\\": {\\\"achieved\\\": ${seed}0.5}}}\" > seed$seed.report.json\n"
    "echo placed $seed > seed$seed.asc\n";

TEST(PlaceAndRoute, AFailingSeedIsReplacedByTheNext) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  Toolbox tools = fake_tools(*folder, std::string("[ $seed = 2 ] && exit 1\n") + kWrites);
  PlaceOptions options;
  options.top = "top";
  const auto placed =
      place_and_route(folder->path(), hw::find_device("up5k").value(), options, tools, Watch());
  ASSERT_TRUE(placed.ok()) << to_string(placed.error());
  EXPECT_EQ(placed->bitstream, folder->path() / "top.bin");
  EXPECT_EQ(read_file(placed->bitstream).value(), "placed 4\n" + std::string("\1\6\0", 3))
      << "the fastest one is packed";
  const std::string text = read_file(folder->path() / "timing.json").value();
  const auto timing = schema::parse_artefact<schema::Timing>(text, "timing.json");
  ASSERT_TRUE(timing.ok()) << to_string(timing.error());
  EXPECT_EQ(text, schema::print_artefact(placed->timing));
  ASSERT_EQ(timing->seeds.size(), 3U);
  EXPECT_EQ(timing->seeds[1].seed, 3);
  EXPECT_EQ(timing->seeds[1].fmax_mhz, 30.5);
  EXPECT_EQ(timing->bitstream_seed, 4);
  EXPECT_EQ(timing->clock_mhz, 50);
  EXPECT_FALSE(placed->is_clock_met()) << "40.5 MHz at most";
  EXPECT_FALSE(is_file(folder->path() / "seed1.report.json")) << "reports hold seconds and paths";
}

TEST(PlaceAndRoute, TooManyFailuresSayWhatTheToolSaid) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  Toolbox tools = fake_tools(*folder, "echo 'ERROR: no more BELs'\nexit 1\n");
  PlaceOptions options;
  options.top = "top";
  options.seeds = 2;
  const auto placed =
      place_and_route(folder->path(), hw::find_device("up5k").value(), options, tools, Watch());
  ASSERT_FALSE(placed.ok());
  EXPECT_TRUE(placed.error().is(diag::kToolFailed));
  EXPECT_NE(to_string(placed.error()).find("no more BELs"), std::string::npos);
  EXPECT_FALSE(is_file(folder->path() / "top.bin"));
}

TEST(PlaceAndRoute, AToolThatEndsWellAndWritesNothingHasFailed) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  PlaceOptions options;
  options.top = "top";
  options.seeds = 1;
  const hw::Device device = hw::find_device("up5k").value();
  const auto expect_blamed = [&](Toolbox tools, const char* log) {
    const auto placed = place_and_route(folder->path(), device, options, tools, Watch());
    ASSERT_FALSE(placed.ok()) << log;
    EXPECT_TRUE(placed.error().is(diag::kToolFailed)) << to_string(placed.error());
    EXPECT_EQ(placed.error().first().where, (folder->path() / log).string());
    EXPECT_TRUE(is_file(folder->path() / log));
  };
  expect_blamed(fake_tools(*folder, "exit 0\n"), "seed1.log");
  expect_blamed(fake_tools(*folder, kWrites, "exit 0\n"), "pack.log");
  expect_blamed(fake_tools(*folder, kWrites, "cp \"$1\" \"$2\"\n"), "top.bin");  // cut off, as on a full disk
}

constexpr const char* kUtilisation =
    "Info: \t         ICESTORM_LC:  5654/ 5280   107%\nInfo: \t        ICESTORM_RAM:     0/   30     0%\n"
    "Info: \t        ICESTORM_DSP:     9/    8   112%\n";

TEST(OverCapacity, NamesWhatTheDeviceHasTooLittleOf) {
  EXPECT_EQ(over_capacity(kUtilisation), "5654 of 5280 ICESTORM_LC, 9 of 8 ICESTORM_DSP");
  EXPECT_EQ(over_capacity("Info: \t       TRELLIS_SLICE:  3000/12144    24%\n"), "");
}

TEST(PlaceAndRoute, ADesignThatDoesNotFitIsNotTriedWithOtherSeeds) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  Toolbox tools = fake_tools(*folder, fmt::format("printf '%s' '{}'\nexit 1\n", kUtilisation));
  PlaceOptions options;
  options.top = "top";
  options.seeds = 1;
  const auto placed =
      place_and_route(folder->path(), hw::find_device("up5k").value(), options, tools, Watch());
  ASSERT_FALSE(placed.ok());
  EXPECT_TRUE(placed.error().is(diag::kImpossible));
  EXPECT_NE(
      to_string(placed.error()).find("up5k: the design does not fit: it needs 5654 of 5280 ICESTORM_LC"),
      std::string::npos)
      << to_string(placed.error());
  EXPECT_FALSE(is_file(folder->path() / "seed2.log"));
}

TEST(PlaceAndRouteTool, ACounterReachesABitstreamOnUp5k) {
  Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, Tool::Yosys, Tool::NextpnrIce40, Tool::Icepack);
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(write_file(folder->path() / "top.v",
                         "module top(input clk, output reg [3:0] n);\n"
                         "  always @(posedge clk) n <= n + 1;\nendmodule\n")
                  .ok());
  Command command;
  command.argv = {tools.find(Tool::Yosys, Watch())->path.string(), "-q", "-p",
                  "read_verilog top.v; synth_ice40 -top top -json netlist.json"};
  command.working_folder = folder->path();
  const auto yosys = run_process(command, Watch());
  ASSERT_TRUE(yosys.ok() && yosys->exit_code == 0);
  PlaceOptions options;
  options.top = "top";
  options.seeds = 2;
  const auto placed =
      place_and_route(folder->path(), hw::find_device("up5k").value(), options, tools, Watch());
  ASSERT_TRUE(placed.ok()) << to_string(placed.error());
  ASSERT_EQ(placed->timing.seeds.size(), 2U);
  EXPECT_GT(placed->min_mhz(), 20);
  EXPECT_LT(placed->max_mhz(), 500);
  const auto bits = read_file(placed->bitstream);
  ASSERT_TRUE(bits.ok());
  EXPECT_GT(bits->size(), 50000U) << "an UP5K bitstream has 104 KB";
}

}  // namespace
}  // namespace knap::eda
