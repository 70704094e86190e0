#include "app/report/markup.h"

#include <gtest/gtest.h>

namespace knap::app {
namespace {

TEST(Markup, EscapesWhatHtmlWouldRead) {
  EXPECT_EQ(escape("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&#39;c");
  EXPECT_EQ(escape_json(R"({"a": "</script>"})"), "{\"a\": \"\\u003c/script>\"}");
}

TEST(Markup, GroupsDigitsByThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-1234567), "\u22121,234,567");
}

TEST(Markup, NumbersCarryNoNoise) {
  EXPECT_EQ(number(2.5), "2.5");
  EXPECT_EQ(number(2.0), "2");
  EXPECT_EQ(number(0.3333, 3), "0.333");
  EXPECT_EQ(number(-1234.5), "\u22121,234.5");
  EXPECT_EQ(number(123456.789), "123,457");
  EXPECT_EQ(number(0.000123), "0.000123") << "small values are not rounded away";
}

TEST(Markup, SharesAndTimesHaveTheirUnits) {
  EXPECT_EQ(percent(0.97214), "97.21\u00a0%");
  EXPECT_EQ(percent(0.5, 0), "50\u00a0%");
  EXPECT_EQ(duration(0.02), "0.02\u00a0s");
  EXPECT_EQ(duration(47.4), "47\u00a0s");
  EXPECT_EQ(duration(725), "12\u00a0min 5\u00a0s");
  EXPECT_EQ(duration(7380), "2\u00a0h 3\u00a0min");
  EXPECT_EQ(short_time(1.419e-4), "142\u00a0\u00b5s");
  EXPECT_EQ(short_time(2.5e-3), "2.5\u00a0ms");
}

TEST(Markup, TheUnitIsTheEndOfAMetric) {
  EXPECT_EQ(words_of("per_inference_uj"), (std::pair<std::string, std::string>{"per inference", "\u00b5J"}));
  EXPECT_EQ(words_of("false_alarm_rate"), (std::pair<std::string, std::string>{"false alarm rate", ""}));
}

TEST(Markup, ASectionIsReachedByItsTitle) {
  EXPECT_EQ(id_of("Data, stages and tools"), "data-stages-and-tools");
  EXPECT_EQ(section("Speed", "<p>1</p>\n"), "<section id=\"speed\">\n<h2>Speed</h2>\n<p>1</p>\n</section>\n");
}

TEST(Markup, BarsStayWithinTheirCell) {
  EXPECT_NE(bar(0.25, "25 %").find("width:25.00%"), std::string::npos);
  EXPECT_NE(bar(1.7, "170 %").find("fill over\" style=\"width:100.00%"), std::string::npos);
}

TEST(Markup, EmptyTablesAndSectionsAreLeftOut) {
  EXPECT_EQ(Table({"A", ">B"}).markup(), "");
  EXPECT_EQ(section("A", ""), "");
  Table table({"A", ">B"});
  table.add({"x", "1"});
  EXPECT_NE(table.markup().find("<th scope=\"row\">x</th><td class=\"number\" data-title=\"B\">1</td>"),
            std::string::npos);
}

}  // namespace
}  // namespace knap::app
