#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

TEST(ReportProof, RungsCountMismatchesInBeats) {
  const std::string text = proof_markup(sample_report());
  EXPECT_TRUE(has(text, "0 / 123,456"));
  EXPECT_TRUE(has(text, "0 mismatches in 123,656 beats"));
  EXPECT_TRUE(has(text, "post-synthesis netlist"));
}

TEST(ReportProof, TheFirstMismatchIsNamed) {
  schema::Report report = sample_report();
  report.verify->rungs[1].mismatches = 3;
  report.verify->rungs[1].first_mismatch = schema::Mismatch{"dw1", "A00001", 1234, "got 1, expected 2"};
  const std::string text = proof_markup(report);
  EXPECT_TRUE(has(text, "verdict bad\">3 / 123,456"));
  EXPECT_TRUE(has(text, "first mismatch: layer dw1, record A00001, beat 1,234: got 1, expected 2"));
}

TEST(ReportProof, NothingIsClaimedWithoutALadder) { EXPECT_EQ(proof_markup(stale_report()), ""); }

TEST(ReportProof, EqualBeatsInOtherCyclesAreNoPass) {
  schema::Report report = sample_report();
  EXPECT_FALSE(has(proof_markup(report), "did not pass"));
  report.verify->passed = false;
  EXPECT_TRUE(has(proof_markup(report), "did not pass"));
}

TEST(ReportProof, CyclesPredictedAndMeasuredAreCompared) {
  schema::Report report = sample_report();
  EXPECT_TRUE(has(cycles_markup(report), "verdict good\">equal"));
  EXPECT_FALSE(has(cycles_markup(report), "differ"));
  report.cycles->measured->latency = 9124;
  EXPECT_TRUE(has(cycles_markup(report), "verdict bad\">differ"));
  report.cycles->measured.reset();
  EXPECT_FALSE(has(cycles_markup(report), "verdict")) << "what was not measured is neither";
}

TEST(ReportProof, TimesAreAtTheBitstreamsOwnFrequency) {
  const std::string text = cycles_markup(sample_report());
  EXPECT_TRUE(has(text, "122\u00a0\u00b5s")) << "9123 cycles at 74.5 MHz";
  EXPECT_TRUE(has(text, "8,278"));
  EXPECT_TRUE(has(text, "period of 9000 cycles"));
}

TEST(ReportProof, ACountedNetlistIsNotShownAsProved) {
  schema::Report report = sample_report();
  schema::Rung& rung = report.verify->rungs.back();
  rung.scope = "counted";
  rung.beats = rung.inputs = 0;
  EXPECT_TRUE(has(proof_markup(report), "not compared"));
  EXPECT_FALSE(has(proof_markup(report), "0 / 0"));
}

}  // namespace
}  // namespace knap::app
