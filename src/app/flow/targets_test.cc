#include "app/flow/targets.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/diagnostics.h"
#include "core/text/json.h"

namespace knap::app {
namespace {

Value report() {
  return parse_json(R"({"accuracy": {"float": 0.97, "integer": 0.95}, "detection": {"sensitivity": 0.96},
    "verify": {"mismatches": 0}, "devices": [{"share": {"lut": 0.1, "bram": 0.3},
    "placed": {"fmax_mhz": 60}, "inferences_per_s": 7000},
    {"share": {"lut": 0.2}, "inferences_per_s": 9000}]})",
                    "report.json")
      .value();
}

bool is_met(const std::string& target) {
  const Result<Value> rows = check_targets({target}, report());
  EXPECT_TRUE(rows.ok()) << to_string(rows.error());
  return rows.ok() && all_met(*rows);
}

TEST(Targets, AreJudgedByTheReport) {
  EXPECT_TRUE(is_met("accuracy >= 0.95"));
  EXPECT_FALSE(is_met("accuracy >= 0.951"));
  EXPECT_TRUE(is_met("accuracy_drop <= 0.021"));
  EXPECT_FALSE(is_met("accuracy_drop <= 0.01"));
  EXPECT_TRUE(is_met("mismatches <= 0"));
  EXPECT_FALSE(is_met("device_share <= 0.25")) << "the fullest resource of the fullest device counts";
  EXPECT_TRUE(is_met("device_share <= 0.3"));
  EXPECT_FALSE(is_met("inferences_per_s >= 8000")) << "the slowest device counts";
}

TEST(Targets, WhatWasNotMeasuredIsNotMet) {
  const Result<Value> rows = check_targets({"latency_cycles <= 1000000"}, report());
  ASSERT_TRUE(rows.ok());
  EXPECT_FALSE(all_met(*rows));
  EXPECT_EQ(std::get<ValueArray>(rows->data)[0].find("got"), nullptr);
}

TEST(Targets, RowsSayWhatWasWantedAndGot) {
  const std::string row = print_json(check_targets({"sensitivity >= 0.95"}, report()).value(), 0);
  EXPECT_EQ(row, R"([{"name":"sensitivity","wanted":">= 0.95","got":0.96,"met":true}])");
}

TEST(Targets, AnUnknownMetricIsRefusedWithTheKnownOnes) {
  const Result<Value> rows = check_targets({"sensitivty >= 0.9"}, report());
  ASSERT_FALSE(rows.ok());
  EXPECT_TRUE(rows.error().is(diag::kUnknownName));
  EXPECT_NE(to_string(rows.error()).find("sensitivity"), std::string::npos);
}

TEST(Targets, WhatIsNoComparisonIsRefused) {
  for (const char* text :
       {"", "accuracy", "accuracy >=", "accuracy >= good", "accuracy 0.9", "accuracy >= 0.9 0.8"})
    EXPECT_FALSE(check_targets({text}, report()).ok()) << text;
}

TEST(Targets, NoTargetsAreMet) { EXPECT_TRUE(all_met(check_targets({}, report()).value())); }

TEST(Metrics, HaveNamesOfTheirOwnAndAMeaning) {
  std::set<std::string_view> names;
  for (const Metric& metric : all_metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_FALSE(metric.meaning.empty()) << metric.name;
  }
}

}  // namespace
}  // namespace knap::app
