#include "app/flow/targets.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "core/base/diagnostics.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "core/text/json.h"

namespace knap::app {
namespace {

schema::Device device(double lut, std::optional<double> bram, double inferences) {
  schema::Device device;
  device.share.emplace().lut = lut;
  device.share->bram = bram;
  device.inferences_per_s = inferences;
  return device;
}

schema::Report report() {
  schema::Report report;
  report.accuracy.emplace().real = 0.97;
  report.accuracy->integer = 0.95;
  report.detection.emplace().sensitivity = 0.96;
  report.verify.emplace();
  report.devices = {device(0.1, 0.3, 7000), device(0.2, std::nullopt, 9000)};
  report.devices->front().placed.emplace().bitstream_fmax_mhz = 60;
  return report;
}

schema::Target judged(const std::string& target, Unmeasured unmeasured = Unmeasured::Open) {
  const auto rows = check_targets({target}, report(), unmeasured);
  EXPECT_TRUE(rows.ok()) << to_string(rows.error());
  return rows.ok() ? rows->front() : schema::Target{};
}

bool is_met(const std::string& target) { return judged(target).met.value_or(false); }

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

TEST(Targets, FiguresOfClassesAreMetrics) {
  schema::Report classified = report();
  classified.classification = schema::Classification{0.9, 0.8, 0.7, std::nullopt, 0.6};
  const auto rows =
      check_targets({"balanced_accuracy >= 0.9", "f1 > 0.8", "recall <= 0.7", "precision >= 0", "auc == 0.6"},
                    classified, Unmeasured::Missed);
  ASSERT_TRUE(rows.ok()) << to_string(rows.error());
  std::vector<std::optional<double>> got;
  std::vector<std::optional<bool>> met;
  for (const schema::Target& row : *rows) got.push_back(row.got), met.push_back(row.met);
  EXPECT_EQ(got, (std::vector<std::optional<double>>{0.9, 0.8, 0.7, std::nullopt, 0.6}));
  EXPECT_EQ(met, (std::vector<std::optional<bool>>{true, false, true, false, true}))
      << "a figure without a value is missed, not zero";
  EXPECT_NE((*rows)[3].reason.value_or("").find("takes some test record"), std::string::npos);
}

TEST(Targets, WhatWasNotMeasuredIsNeitherMetNorMissed) {
  const schema::Target open = judged("latency_cycles <= 1000000");
  EXPECT_FALSE(open.got.has_value());
  EXPECT_FALSE(open.met.has_value());
  EXPECT_TRUE(missed_targets({open}, "goal.targets").empty());
}

TEST(Targets, AfterAWholeRunItIsMissedWithTheReason) {
  const schema::Target missed = judged("latency_cycles <= 1000000", Unmeasured::Missed);
  EXPECT_FALSE(missed.got.has_value());
  EXPECT_EQ(missed.met, false);
  const auto lines = missed_targets({missed}, "goal.targets");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].kind, &diag::kTargetMissed);
  EXPECT_NE(lines[0].message.find("knap verify"), std::string::npos) << lines[0].message;
}

TEST(Targets, RowsSayWhatWasWantedAndGot) {
  EXPECT_EQ(print_json(to_value(judged("sensitivity >= 0.95")), 0),
            R"({"name":"sensitivity","wanted":">= 0.95","got":0.96,"met":true})");
}

TEST(Targets, AMissedOneIsALineWithBothNumbers) {
  const auto lines = missed_targets({judged("accuracy >= 0.99"), judged("accuracy >= 0.9")}, "k.toml:3:1");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(to_string(lines[0]), "k.toml:3:1: accuracy is 0.95, wanted is >= 0.99 [target-missed]");
}

TEST(Targets, AnUnknownMetricIsRefusedWithTheKnownOnes) {
  const auto rows = check_targets({"sensitivty >= 0.9"}, report(), Unmeasured::Open);
  ASSERT_FALSE(rows.ok());
  EXPECT_TRUE(rows.error().is(diag::kUnknownName));
  EXPECT_NE(to_string(rows.error()).find("sensitivity"), std::string::npos);
}

TEST(Targets, AllThatIsWrongIsToldAtOnce) {
  const auto rows =
      check_targets({"accuracy >=", "accuracy >= 0.5", "speed > 3"}, report(), Unmeasured::Open);
  ASSERT_FALSE(rows.ok());
  ASSERT_EQ(rows.error().diagnostics().size(), 2U);
  EXPECT_EQ(rows.error().diagnostics()[0].kind, &diag::kSyntax);
  EXPECT_EQ(rows.error().diagnostics()[1].kind, &diag::kUnknownName);
}

TEST(Targets, WhatIsNoComparisonIsRefused) {
  for (const char* text :
       {"", "accuracy", "accuracy >=", "accuracy >= good", "accuracy 0.9", "accuracy >= 0.9 0.8"})
    EXPECT_FALSE(check_targets({text}, report(), Unmeasured::Open).ok()) << text;
}

TEST(Metrics, AreOnThePageOfTheReport) {
  const std::string page =
      read_file(get_env("KNAP_SOURCE_DIR").value_or(".") + "/docs/verbs/report.md").value();
  for (const Metric& metric : all_metrics())
    EXPECT_NE(page.find(fmt::format("| `{}` | {} |", metric.name, metric.meaning)), std::string::npos)
        << metric.name;
}

TEST(Metrics, HaveNamesOfTheirOwnAndAMeaning) {
  std::set<std::string_view> names;
  for (const Metric& metric : all_metrics()) {
    EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
    EXPECT_FALSE(metric.meaning.empty()) << metric.name;
    EXPECT_FALSE(metric.needs.empty()) << metric.name;
  }
}

}  // namespace
}  // namespace knap::app
