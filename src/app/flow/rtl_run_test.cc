#include "app/flow/rtl_run.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"
#include "core/schema/interface.h"
#include "core/sys/files.h"
#include "eda/tool/testing.h"

namespace knap::app {
namespace {

/// A design of two lanes that adds each pair of samples of a beat: registered, with the handshake of
/// docs/streams.md.
constexpr const char* kAdder = R"(module adder_top (
  input logic clk, input logic rst,
  input logic in_valid, output logic in_ready, input logic [15:0] in_data,
  output logic out_valid, input logic out_ready, output logic [8:0] out_data);
  assign in_ready = !out_valid || out_ready;
  always_ff @(posedge clk) begin
    if (rst) out_valid <= 0;
    else if (in_ready) begin
      out_valid <= in_valid;
      out_data <= {in_data[7], in_data[7:0]} + {in_data[15], in_data[15:8]};
    end
  end
endmodule
)";

/// Two elements a beat in, one out.
std::string face() {
  schema::Interface face;
  face.top = "adder_top";
  face.clocks = {{"clk", "rst", 20}};
  face.inputs = {{"samples", "in", 8, 2, 3, "fixed<8,8>"}};
  face.outputs = {{"sums", "out", 9, 1, 3, "fixed<9,9>"}};
  face.latency_cycles = face.interval_cycles = 3;
  return schema::print_artefact(face);
}

TEST(RtlRun, SaysWhichStageIsMissing) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  const auto run = run_rtl(folder->path(), {}, Watch());
  ASSERT_FALSE(run.ok());
  EXPECT_TRUE(run.error().is(diag::kMissingStage));
}

TEST(RtlRun, RefusesAFaceWithoutItsStreams) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(write_file(folder->path() / "rtl/interface.json", R"({"top": "x", "inputs": []})").ok());
  const auto run = run_rtl(folder->path(), {}, Watch());
  ASSERT_FALSE(run.ok());
  EXPECT_TRUE(run.error().is(diag::kBadArtefact));
}

TEST(RtlRun, GivesWhatTheDesignComputes) {
  eda::Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, eda::Tool::Verilator, eda::Tool::Gxx, eda::Tool::Make);
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(write_file(folder->path() / "rtl/interface.json", face()).ok());
  ASSERT_TRUE(write_file(folder->path() / "rtl/adder_top.sv", kAdder).ok());
  ASSERT_TRUE(write_file(folder->path() / "rtl/files.f", "adder_top.sv\n").ok());
  const auto run =
      run_rtl(folder->path(), {{"a", {1, 2, -3, -4, 127, 127}}, {"b", {-128, -128, 0, 5, 6, -6}}}, Watch());
  ASSERT_TRUE(run.ok()) << to_string(run.error());
  EXPECT_EQ(*run, (std::vector<std::vector<std::int64_t>>{{3, -7, 254}, {-256, 5, 0}}));
}

}  // namespace
}  // namespace knap::app
