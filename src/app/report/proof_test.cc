#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "app/report/sections.h"

namespace knap::app {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(ReportProof, RungsCountMismatchesInBeats) {
  const std::string text = proof_markup(sample_report());
  EXPECT_TRUE(has(text, "0 / 123,456"));
  EXPECT_TRUE(has(text, "0 mismatches in 123,656 beats"));
  EXPECT_TRUE(has(text, "post-synthesis netlist"));
}

TEST(ReportProof, TheFirstMismatchIsNamed) {
  Value report = sample_report();
  Value& rung = std::get<ValueArray>(report.find("verify")->find("rungs")->data)[1];
  rung.set("mismatches", Value(std::int64_t{3}));
  Value first{ValueTable{}};
  first.set("layer", Value("dw1"));
  first.set("record", Value("A00001"));
  first.set("beat", Value(std::int64_t{1234}));
  rung.set("first_mismatch", first);
  const std::string text = proof_markup(report);
  EXPECT_TRUE(has(text, "verdict bad\">3 / 123,456"));
  EXPECT_TRUE(has(text, "first mismatch: layer dw1, record A00001, beat 1,234"));
}

TEST(ReportProof, CyclesPredictedAndMeasuredAreCompared) {
  Value report = sample_report();
  EXPECT_FALSE(has(cycles_markup(report), "differ"));
  report.find("cycles")->find("measured")->set("latency", Value(std::int64_t{9124}));
  EXPECT_TRUE(has(cycles_markup(report), "differ"));
}

TEST(ReportProof, TimesAreAtTheFrequencyOfPlacement) {
  const std::string text = cycles_markup(sample_report());
  EXPECT_TRUE(has(text, "128\u00a0\u00b5s")) << "9123 cycles at 71.25 MHz";
  EXPECT_TRUE(has(text, "7,917"));
  EXPECT_TRUE(has(text, "period of 9000 cycles"));
}

}  // namespace
}  // namespace knap::app
