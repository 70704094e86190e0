#include "core/schema/report.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"

namespace knap::schema {
namespace {

Report of_verify() {
  Report report;
  report.cycles.emplace().measured = LatencyInterval{20, 8};
  report.accuracy.emplace().rtl = 0.5;
  report.devices.emplace().push_back({"up5k", "iCE40UP5K-SG48", "ice40"});
  report.devices->back().inferences_per_s = 3.5;
  report.devices->back().logic = Logic{2.5, 400, "sta"};
  return report;
}

TEST(Report, WhatWasNotMeasuredIsAbsent) {
  EXPECT_EQ(print_artefact(Report{}), "{}\n");
  EXPECT_EQ(print_json(to_value(of_verify()), 0).find("predicted"), std::string::npos);
}

TEST(Report, PrintedItReadsBackTheSame) {
  const std::string text = print_artefact(of_verify());
  const Result<Report> again = parse_artefact<Report>(text, "report.json");
  ASSERT_TRUE(again.ok()) << to_string(again.error());
  EXPECT_EQ(print_artefact(*again), text);
}

TEST(Report, SectionsOfSeveralStagesStandBesideEachOther) {
  Report report;
  report.cycles.emplace().predicted = LatencyInterval{20, 9};
  report.accuracy.emplace().real = 0.75;
  report.devices.emplace().push_back({"ecp5-25f", "LFE5U-25F-6BG256C", "ecp5"});
  report.devices->push_back({"up5k", "iCE40UP5K-SG48", "ice40"});
  report.devices->back().resources = Cells{1, 2, 3, 4, 5, 6};
  merge(report, of_verify());
  EXPECT_EQ(report.cycles->predicted, (LatencyInterval{20, 9}));
  EXPECT_EQ(report.cycles->measured, (LatencyInterval{20, 8}));
  EXPECT_EQ(report.accuracy->real, 0.75);
  EXPECT_EQ(report.accuracy->rtl, 0.5);
  ASSERT_EQ(report.devices->size(), 2U);
  EXPECT_EQ(report.devices->back().resources, (Cells{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(report.devices->back().inferences_per_s, 3.5);
  ASSERT_TRUE(report.devices->back().logic);
  EXPECT_EQ(report.devices->back().logic->worst_ns, 2.5);
}

TEST(ParseArtefact, AMissingKeyAnUnknownOneAndAWrongTypeAreABadArtefact) {
  for (const char* text : {R"({"latency": 1})", R"({"latency": 1, "interval": 2, "x": 3})",
                           R"({"latency": "1", "interval": 2})", R"([1])", "", "{"}) {
    const Result<LatencyInterval> parsed = parse_artefact<LatencyInterval>(text, "cycles.json");
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_TRUE(parsed.error().is(diag::kBadArtefact)) << text;
    EXPECT_NE(to_string(parsed.error()).find("cycles.json"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace knap::schema
