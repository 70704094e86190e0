#include "app/report/html.h"

#include <gtest/gtest.h>

#include "app/report/sample.h"
#include "core/text/json.h"

namespace knap::app {
namespace {

TEST(ReportHtml, IsOneDocumentThatNamesNothingOutsideItself) {
  const std::string page = report_html(sample_report());
  EXPECT_EQ(page.rfind("<!doctype html>", 0), 0U);
  EXPECT_NE(page.find("</html>"), std::string::npos);
  EXPECT_NE(page.find("Chart.js v"), std::string::npos) << "the plotting library is inlined";
  for (const char* outside : {" src=", "<link", "url(", "@import"})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  EXPECT_EQ(page.find("{{"), page.find("{{", page.find("Chart.js v"))) << "every placeholder was filled";
}

TEST(ReportHtml, HasEverySectionOfAFullReport) {
  const std::string page = report_html(sample_report());
  for (const char* id : {"targets", "accuracy", "verification", "latency-and-throughput", "devices",
                         "network", "training", "data-stages-and-tools"}) {
    EXPECT_NE(page.find("<section id=\"" + std::string(id) + "\">"), std::string::npos) << id;
    EXPECT_NE(page.find("href=\"#" + std::string(id) + "\""), std::string::npos) << id;
  }
}

TEST(ReportHtml, LeavesOutWhatTheReportLacks) {
  schema::Report report;
  report.project = "bare";
  const std::string page = report_html(report);
  EXPECT_NE(page.find("<h1>bare</h1>"), std::string::npos);
  EXPECT_EQ(page.find("<section"), std::string::npos);
  EXPECT_EQ(page.find("data-plot=\""), std::string::npos);
}

TEST(ReportHtml, AnEmptyReportIsAPageToo) {
  EXPECT_NE(report_html(schema::Report{}).find("knap report"), std::string::npos);
}

TEST(ReportHtml, WhatIsOutOfDateIsSaidFirstAndInItsPlace) {
  const std::string page = report_html(stale_report());
  const std::size_t notice = page.find("<strong>Out of date:</strong>");
  ASSERT_NE(notice, std::string::npos);
  EXPECT_LT(notice, page.find("<h1>"));
  EXPECT_NE(
      page.find("<h2>Verification</h2>\n<p class=\"stale\"><strong>Out of date:</strong> verify \u2013 run "
                "<code>knap verify out/ecg_af</code>"),
      std::string::npos);
  EXPECT_NE(page.find("<h2>Devices</h2>\n<p class=\"stale\">"), std::string::npos);
  EXPECT_EQ(page.find("0 mismatches"), std::string::npos);
  EXPECT_EQ(page.find(">Mismatches<"), std::string::npos);
}

TEST(ReportHtml, WhatIsUpToDateIsNotCalledOld) {
  const std::string page = report_html(sample_report());
  EXPECT_EQ(page.find("Out of date"), std::string::npos);
  EXPECT_NE(page.find("0 mismatches in 123,656 beats"), std::string::npos);
}

TEST(ReportHtml, TextsOfTheUserCannotBecomeMarkup) {
  const std::string evil = "</script><img onerror=alert(1)>\"'&";
  schema::Report report = stale_report();
  report.devices = sample_report().devices;
  report.verify = sample_report().verify;
  report.verify->rungs[1].note = evil;
  report.verify->rungs[1].first_mismatch = schema::Mismatch{evil, evil, 1, evil};
  report.project = report.data->name = report.data->classes[0] = report.commit.emplace() = evil;
  report.devices->front().name = report.devices->front().layers->front().name = evil;
  report.model->layers[0].name = report.targets->front().name = evil;
  report.accuracy->integer = 0.5;
  report.accuracy->lost_by_layer->front().layer = evil;
  (*report.out_of_date)[evil] = evil;
  const std::string page = report_html(report);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_NE(page.find("&lt;/script&gt;&lt;img onerror=alert(1)&gt;&quot;&#39;&amp;"), std::string::npos);
}

TEST(ReportHtml, HoldsTheReportItselfForItsPlots) {
  const schema::Report report = sample_report();
  const std::string page = report_html(report);
  const std::string open = "<script type=\"application/json\" id=\"report\">";
  const std::size_t first = page.find(open) + open.size();
  const auto read = parse_json(page.substr(first, page.find("</script>", first) - first), "page");
  ASSERT_TRUE(read.ok()) << to_string(read.error());
  EXPECT_EQ(*read, to_value(report));
}

TEST(ReportHtml, IsTheSameForTheSameReport) {
  EXPECT_EQ(report_html(sample_report()), report_html(sample_report()));
}

}  // namespace
}  // namespace knap::app
