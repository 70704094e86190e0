#include "app/report/stale.h"

#include <gtest/gtest.h>

#include "app/report/sample.h"

namespace knap::app {
namespace {

schema::Report stale(std::map<std::string, std::string> sections) {
  schema::Report report;
  report.out_of_date = std::move(sections);
  return report;
}

TEST(ReportStale, NothingIsSaidWhereAllFits) {
  EXPECT_EQ(stale_notice(schema::Report{}), "");
  EXPECT_EQ(stale_notice(stale({})), "");
  EXPECT_EQ(stale_line_of<&schema::Report::verify>(stale({{"devices", "run knap synth out"}})), "");
}

TEST(ReportStale, SectionsOfOneCommandShareALine) {
  const std::string text =
      stale_notice(stale({{"devices", "run knap synth out"}, {"verify", "run knap synth out"}}));
  EXPECT_TRUE(
      has(text, "<strong>Out of date:</strong> devices, verify \u2013 run <code>knap synth out</code>"));
  EXPECT_FALSE(has(text, "<ul>"));
}

TEST(ReportStale, EveryCommandIsNamedOnce) {
  const std::string text = stale_notice(stale({{"cycles", "run knap verify out"},
                                               {"devices", "run knap synth out"},
                                               {"verify", "run knap verify out"}}));
  EXPECT_TRUE(has(text, "<li>cycles, verify \u2013 run <code>knap verify out</code></li>"));
  EXPECT_TRUE(has(text, "<li>devices \u2013 run <code>knap synth out</code></li>"));
}

TEST(ReportStale, APartOfThePageNamesItsOwnSections) {
  const schema::Report report =
      stale({{"verify", "run knap verify out"}, {"cycles.measured", "run knap verify out"}});
  EXPECT_TRUE(has(stale_line_of<&schema::Report::verify>(report), "> verify \u2013 run"));
  EXPECT_TRUE(has(stale_line_of<&schema::Report::cycles>(report), "> cycles.measured \u2013 run"));
}

TEST(ReportStale, FoldersOfTheUserCannotBecomeMarkup) {
  const std::string text = stale_notice(stale({{"verify", "run knap verify '<b>'"}}));
  EXPECT_TRUE(has(text, "<code>knap verify &#39;&lt;b&gt;&#39;</code>"));
}

}  // namespace
}  // namespace knap::app
