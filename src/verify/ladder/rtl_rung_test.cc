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
  std::string rtl = testing::kRtl;
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

}  // namespace
}  // namespace knap::verify
