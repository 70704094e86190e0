#include "verify/ladder/rtl_rung.h"

#include "eda/tool/testing.h"
#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

TEST(RtlRungTool, AWrongTableInTheRtlIsFoundInItsLayer) {
  eda::Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, eda::Tool::Verilator);
  const TempFolder folder = TempFolder::make().value();
  testing::write_folder(folder.path(), 8);
  std::string rtl = testing::clamp_rtl();
  rtl.replace(rtl.find("? 3'd5"), 6, "? 3'd4");
  ASSERT_TRUE(write_file(folder.path() / "rtl/clamp.sv", rtl).ok());
  const Artefacts a = load_artefacts(folder.path()).value();
  const Expected expected = evaluate_records(a, Watch()).value();
  const Result<RtlRun> run = compare_rtl(a, expected, VerifyOptions{}, tools, Watch());
  ASSERT_TRUE(run.ok()) << to_string(run.error());
  EXPECT_GT(run->rung.mismatches, 0);
  ASSERT_TRUE(run->rung.first_mismatch);
  EXPECT_EQ(run->rung.first_mismatch->layer, "act");
  EXPECT_EQ(run->rung.first_mismatch->record, "rec3");
  EXPECT_EQ(run->rung.first_mismatch->beat, 2) << "6 is the first code that is clamped";
  EXPECT_EQ(run->measured, (schema::LatencyInterval{3, 4}));
  ASSERT_EQ(run->outputs.size(), 8U);
  EXPECT_EQ(run->outputs[3], (std::vector<std::int64_t>{4, 5, 4, 4}))
      << "what the RTL says, not what it should";
}

TEST(RtlRungTool, BeatsOfSeveralElementsAreCompared) {
  eda::Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, eda::Tool::Verilator);
  const TempFolder folder = TempFolder::make().value();
  testing::write_folder(folder.path(), 8, 2);
  const Artefacts a = load_artefacts(folder.path()).value();
  const Expected expected = evaluate_records(a, Watch()).value();
  const Result<RtlRun> run = compare_rtl(a, expected, VerifyOptions{}, tools, Watch());
  ASSERT_TRUE(run.ok()) << to_string(run.error());
  EXPECT_EQ(run->rung.mismatches, 0) << run->rung.first_mismatch.value_or(Mismatch{}).detail;
  EXPECT_EQ(run->outputs, expected.outputs);
  EXPECT_EQ(run->measured, (schema::LatencyInterval{1, 2}));
}

TEST(RtlRungTool, StreamsWiderThan32BitsAreCompared) {
  eda::Toolbox tools;
  KNAP_TOOL_OR_SKIP(tools, eda::Tool::Verilator);
  const TempFolder folder = TempFolder::make().value();
  testing::write_folder(folder.path(), 8);
  Artefacts a = load_artefacts(folder.path()).value();
  a.graph = testing::wide_graph();
  a.interface.streams[0].width_bits = a.interface.outputs[0].width_bits = testing::kWideBits;
  a.interface.streams[0].is_signed = true;
  a.interface.outputs[0].format = "fixed<42,42>";
  std::string rtl = testing::clamp_rtl();
  for (std::size_t at = 0; (at = rtl.find("1*3-1", at)) != std::string::npos;) rtl.replace(at, 5, "41");
  const std::string clamps = "out_data[k*3 +: 3] = x < 0 ? 3'd0 : x > 5 ? 3'd5 : x[2:0];";
  ASSERT_NE(rtl.find(clamps), std::string::npos);
  rtl.replace(rtl.find(clamps), clamps.size(), "out_data = {x, 38'b0};");
  ASSERT_TRUE(write_file(folder.path() / "rtl/clamp.sv", rtl).ok());
  const Expected expected = evaluate_records(a, Watch()).value();
  EXPECT_EQ(expected.outputs[0][0], -(std::int64_t{8} << 38));
  const Result<RtlRun> run = compare_rtl(a, expected, VerifyOptions{}, tools, Watch());
  ASSERT_TRUE(run.ok()) << to_string(run.error());
  EXPECT_EQ(run->rung.mismatches, 0) << run->rung.first_mismatch.value_or(Mismatch{}).detail;
  EXPECT_EQ(run->outputs, expected.outputs);
}

}  // namespace
}  // namespace knap::verify
