#include "core/table/csv.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

using Rows = std::vector<std::vector<std::string>>;

TEST(Csv, ReadsQuotesCommentsBlankLinesAndBothLineEnds) {
  const Result<CsvTable> table =
      parse_csv("# a comment, with a comma\na,\"b,\"\"x\"\"\ny\",c\r\n\n1,2,3\r\n,,", "t.csv");
  ASSERT_TRUE(table.ok()) << to_string(table.error());
  EXPECT_EQ(table->rows, (Rows{{"a", "b,\"x\"\ny", "c"}, {"1", "2", "3"}, {"", "", ""}}));
  EXPECT_EQ(table->lines, (std::vector<int>{2, 5, 6}));
}

TEST(Csv, TellsAHeaderFromData) {
  const CsvOptions guess{CsvHeader::Guess};
  EXPECT_EQ(parse_csv("length,kind\n3.5,x\n", "t", guess)->header,
            (std::vector<std::string>{"length", "kind"}));
  EXPECT_TRUE(parse_csv("1.5,x\n3.5,x\n", "t", guess)->header.empty());
  EXPECT_TRUE(parse_csv("a,x\nb,x\n", "t", guess)->header.empty());
  EXPECT_EQ(parse_csv("1,2\n3,4\n", "t", {CsvHeader::Present})->rows, (Rows{{"3", "4"}}));
}

TEST(Csv, RefusesRaggedRowsAndOpenQuotesNamingTheLine) {
  const Result<CsvTable> ragged = parse_csv("1,2\n3,4,5\n", "t.csv");
  ASSERT_FALSE(ragged.ok());
  EXPECT_TRUE(ragged.error().is(diag::kBadData));
  EXPECT_EQ(ragged.error().first().where, "t.csv:2");
  EXPECT_EQ(ragged.error().first().message, "3 fields instead of the 2 of line 1");
  EXPECT_EQ(parse_csv("a\n\"b\nc\n", "t.csv").error().first().where, "t.csv:2");
  EXPECT_FALSE(parse_csv("\"a\"b,c\n", "t.csv").ok());
  EXPECT_FALSE(parse_csv(std::string("a\0b", 3), "t.csv").ok());
  EXPECT_FALSE(parse_csv(std::string("\"a\0\"", 4), "t.csv").ok());
}

TEST(Csv, ReadsBackWhatCsvFieldWrites) {
  for (const std::string text : {"plain", "a,b", "say \"x\"", "two\nlines", " space", "#1", "", "a\r\nb"}) {
    const Result<CsvTable> table = parse_csv("x," + csv_field(text) + "\n", "t");
    ASSERT_TRUE(table.ok());
    EXPECT_EQ(table->rows, (Rows{{"x", text}}));
  }
}

TEST(Csv, ParsesWholeNumbersOnly) {
  EXPECT_EQ(parse_number(" -2.5e1 "), -25.0);
  EXPECT_EQ(parse_number("+3"), 3.0);
  for (const char* text : {"", "x", "1x", "nan", "inf", "1e999", "--1"})
    EXPECT_EQ(parse_number(text), std::nullopt);
}

}  // namespace
}  // namespace knap
