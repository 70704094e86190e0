#include "verify/ladder/ladder.h"

#include "core/base/diagnostics.h"
#include "core/text/json.h"
#include "eda/tool/testing.h"
#include "verify/ladder/testing.h"

namespace knap::verify {
namespace {

Verdict sample() {
  Verdict verdict;
  Rung rung;
  rung.name = "hw_sim=verilator";
  rung.mismatches = 2;
  rung.first_mismatch = Mismatch{"conv1", "A00001", 7, "got 3, expected 4"};
  verdict.rungs = {Rung{}, rung};
  verdict.mismatches = 2;
  verdict.predicted_latency = verdict.measured_latency = 100;
  verdict.predicted_interval = verdict.measured_interval = 50;
  return verdict;
}

TEST(Verdict, FailsForMismatchesAndForTiming) {
  Verdict verdict = sample();
  EXPECT_FALSE(verdict.passed());
  verdict.mismatches = 0;
  EXPECT_TRUE(verdict.passed());
  verdict.measured_interval = 51;
  EXPECT_FALSE(verdict.passed());
  EXPECT_FALSE(Verdict{}.passed()) << "nothing was measured";
}

TEST(Verdict, ComplaintsNameLayerRecordAndBeat) {
  Verdict verdict = sample();
  ASSERT_EQ(complaints(verdict).size(), 1U);
  const Diagnostic mismatch = complaints(verdict)[0];
  EXPECT_EQ(mismatch.kind, &diag::kMismatch);
  EXPECT_EQ(mismatch.where, "conv1");
  EXPECT_NE(mismatch.message.find("A00001"), std::string::npos);
  EXPECT_NE(mismatch.message.find("beat 7"), std::string::npos);
  verdict.measured_latency = 99;
  ASSERT_EQ(complaints(verdict).size(), 2U);
  EXPECT_NE(complaints(verdict)[1].message.find("latency 99"), std::string::npos);
}

TEST(Verdict, AsAReportSectionListsEveryRung) {
  const std::string json = print_json(to_value(sample()));
  for (const char* wanted : {"\"mismatches\": 2", "\"passed\": false", "\"name\": \"hw_sim=verilator\"",
                             "\"layer\": \"conv1\"", "\"record\": \"A00001\"", "\"beat\": 7"})
    EXPECT_NE(json.find(wanted), std::string::npos) << wanted << " in " << json;
}

class LadderTool : public ::testing::Test {
 protected:
  void SetUp() override {
    KNAP_TOOL_OR_SKIP(tools_, eda::Tool::Verilator);
    testing::write_folder(folder_.path(), 8);
  }
  TempFolder folder_ = TempFolder::make().value();
  eda::Toolbox tools_;
};

TEST_F(LadderTool, AFolderWhoseRungsAgreePasses) {
  Watch watch;
  const Result<Verdict> verdict = verify_folder(folder_.path(), VerifyOptions{}, tools_, watch);
  ASSERT_TRUE(verdict.ok()) << to_string(verdict.error());
  EXPECT_TRUE(verdict->passed()) << (complaints(*verdict).empty() ? "" : complaints(*verdict)[0].message);
  EXPECT_EQ(verdict->rungs.size(), 3U);
  EXPECT_EQ(verdict->rtl_inputs, 8);
  EXPECT_EQ(verdict->rtl_accuracy, 0.5);
  for (const Rung& rung : verdict->rungs) EXPECT_GT(rung.beats, 0) << rung.name;
}

}  // namespace
}  // namespace knap::verify
