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
  for (const char* id :
       {"targets", "accuracy", "proof", "speed", "devices", "network", "training", "origins"}) {
    EXPECT_NE(page.find("<section id=\"" + std::string(id) + "\">"), std::string::npos) << id;
    EXPECT_NE(page.find("href=\"#" + std::string(id) + "\""), std::string::npos) << id;
  }
}

TEST(ReportHtml, LeavesOutWhatTheReportLacks) {
  Value report{ValueTable{}};
  report.set("project", Value("bare"));
  const std::string page = report_html(report);
  EXPECT_NE(page.find("<h1>bare</h1>"), std::string::npos);
  EXPECT_EQ(page.find("<section"), std::string::npos);
  EXPECT_EQ(page.find("data-plot=\""), std::string::npos);
}

TEST(ReportHtml, AnEmptyReportIsAPageToo) {
  EXPECT_NE(report_html(Value{ValueTable{}}).find("knap report"), std::string::npos);
}

TEST(ReportHtml, SurvivesSectionsOfUnexpectedTypes) {
  Value report{ValueTable{}};
  for (const char* key : {"project", "data", "model", "accuracy", "detection", "confusion", "verify",
                          "cycles", "devices", "stages", "targets", "tools", "training"})
    report.set(key, Value(ValueArray{Value(std::int64_t{1}), Value("x"), Value()}));
  EXPECT_NE(report_html(report).find("</html>"), std::string::npos);
}

TEST(ReportHtml, TextsOfTheUserCannotBecomeMarkup) {
  const std::string evil = "</script><img onerror=alert(1)>\"'&";
  Value report = sample_report();
  report.set("project", Value(evil));
  report.find("data")->set("name", Value(evil));
  std::get<ValueArray>(report.find("devices")->data)[0].set("name", Value(evil));
  std::get<ValueArray>(report.find("model")->find("layers")->data)[0].set("name", Value(evil));
  const std::string page = report_html(report);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_NE(page.find("&lt;/script&gt;&lt;img onerror=alert(1)&gt;&quot;&#39;&amp;"), std::string::npos);
}

TEST(ReportHtml, HoldsTheReportItselfForItsPlots) {
  const Value report = sample_report();
  const std::string page = report_html(report);
  const std::string open = "<script type=\"application/json\" id=\"report\">";
  const std::size_t first = page.find(open) + open.size();
  const auto read = parse_json(page.substr(first, page.find("</script>", first) - first), "page");
  ASSERT_TRUE(read.ok()) << to_string(read.error());
  EXPECT_EQ(*read, report);
}

TEST(ReportHtml, IsTheSameForTheSameReport) {
  EXPECT_EQ(report_html(sample_report()), report_html(sample_report()));
}

}  // namespace
}  // namespace knap::app
