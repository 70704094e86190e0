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
  const auto run = run_rtl(folder->path(), net::IntGraph(), {}, Watch());
  ASSERT_FALSE(run.ok());
  EXPECT_TRUE(run.error().is(diag::kMissingStage));
}

TEST(RtlRun, RefusesAFaceWithoutItsStreams) {
  const auto folder = TempFolder::make();
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(write_file(folder->path() / "rtl/interface.json", R"({"top": "x", "inputs": []})").ok());
  const auto run = run_rtl(folder->path(), net::IntGraph(), {}, Watch());
  ASSERT_FALSE(run.ok());
  EXPECT_TRUE(run.error().is(diag::kBadArtefact));
}

/// An output folder of the adder whose name no tool likes.
class RtlRunTool : public ::testing::Test {
 protected:
  void SetUp() override {
    put("rtl/interface.json", face());
    put("rtl/adder_top.sv", kAdder);
    put("rtl/files.f", "adder_top.sv\n");
  }
  void put(const std::string& file, const std::string& text) {
    ASSERT_TRUE(write_file(out_ / file, text).ok());
  }
  Result<std::vector<std::vector<std::int64_t>>> run() const {
    return run_rtl(out_, net::IntGraph(), {{"a", {1, 2, -3, -4, 127, 127}}, {"b", {-128, -128, 0, 5, 6, -6}}},
                   Watch());
  }
  TempFolder folder_ = TempFolder::make().value();
  std::filesystem::path out_ = folder_.path() / "sp ace \"q\" 'ä' $x;#";
};

TEST_F(RtlRunTool, GivesWhatTheDesignComputes) {
  eda::Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, eda::Tool::Verilator, eda::Tool::Gxx, eda::Tool::Make);
  const auto outputs = run();
  ASSERT_TRUE(outputs.ok()) << to_string(outputs.error());
  EXPECT_EQ(*outputs, (std::vector<std::vector<std::int64_t>>{{3, -7, 254}, {-256, 5, 0}}));
  EXPECT_FALSE(is_file(out_ / "verify/predict.log")) << "kept only when a tool fails";
}

TEST_F(RtlRunTool, ASourceThatIsMissingEmptyOrCutIsNamed) {
  eda::Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, eda::Tool::Verilator);
  const std::string text = kAdder;
  for (const std::string& damaged : {std::string(), text.substr(0, text.size() / 2)}) {
    put("rtl/adder_top.sv", damaged);
    const auto outputs = run();
    ASSERT_FALSE(outputs.ok());
    EXPECT_TRUE(outputs.error().is(diag::kBadArtefact)) << to_string(outputs.error());
    EXPECT_NE(outputs.error().first().where.find("rtl/adder_top.sv"), std::string::npos)
        << to_string(outputs.error());
  }
  ASSERT_TRUE(remove_path(out_ / "rtl/adder_top.sv").ok());
  const auto outputs = run();
  ASSERT_FALSE(outputs.ok());
  EXPECT_EQ(outputs.error().first().where, (out_ / "rtl/adder_top.sv").string());
}

}  // namespace
}  // namespace knap::app
