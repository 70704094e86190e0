#include "core/text/lexer.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"

namespace knap {
namespace {

using Kind = Token::Kind;

TEST(Lexer, ReadsWordsNumbersTextsAndMarks) {
  Lexer lexer("conv1.out = fixed<8,-3> -> \"a\\\"b\\x41\" # comment\n0x1F -2.5e-3 [-128..127]", "g.txt");
  std::string seen;
  while (!lexer.is_at_end()) seen += lexer.take().text + "|";
  EXPECT_EQ(seen, "conv1.out|=|fixed|<|8|,|-3|>|->|a\"bA|0x1F|-2.5e-3|[|-128|..|127|]|");
}

TEST(Lexer, NumbersHaveTheirValues) {
  Lexer lexer("-9223372036854775808 9223372036854775807 0xff -0x10 1.5 2e3 7", "g.txt");
  EXPECT_EQ(*lexer.expect_integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(*lexer.expect_integer(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(*lexer.expect_integer(), 255);
  EXPECT_EQ(*lexer.expect_integer(), -16);
  EXPECT_EQ(*lexer.expect_number(), 1.5);
  EXPECT_EQ(*lexer.expect_number(), 2000);
  EXPECT_EQ(*lexer.expect_number(), 7);
  EXPECT_TRUE(lexer.expect_end().ok());
}

TEST(Lexer, PositionsCountLinesAndColumns) {
  Lexer lexer("a\n  b # c\n\n\td", "g.txt");
  EXPECT_EQ(lexer.take().position, (Position{1, 1}));
  EXPECT_EQ(lexer.take().position, (Position{2, 3}));
  EXPECT_EQ(lexer.take().position, (Position{4, 2}));
  EXPECT_TRUE(lexer.is_at_end());
}

TEST(Lexer, SaysWhatWasExpectedAndWhatWasFound) {
  Lexer lexer("module 3 \"x\"", "g.txt");
  EXPECT_FALSE(lexer.try_take("design"));
  EXPECT_TRUE(lexer.try_take("module"));
  EXPECT_EQ(to_string(lexer.expect("{").error()), "g.txt:1:8: expected '{', found '3' [syntax]");
  EXPECT_EQ(to_string(lexer.expect_word().error()), "g.txt:1:8: expected a name, found '3' [syntax]");
  EXPECT_EQ(to_string(lexer.expect_integer(4, 5).error()),
            "g.txt:1:8: expected an integer from 4 to 5, found 3 [syntax]");
  EXPECT_EQ(to_string(lexer.expect_integer().error()),
            "g.txt:1:10: expected an integer, found \"x\" [syntax]");
  EXPECT_FALSE(lexer.is_next("x"));  // a text is neither word nor mark
  EXPECT_EQ(*lexer.expect_text(), "x");
  EXPECT_EQ(to_string(lexer.expect_number().error()),
            "g.txt:1:13: expected a number, found the end of the text [syntax]");
}

TEST(Lexer, WhatIsNoTokenIsNamedWhereItBegins) {
  const auto error_of = [](std::string_view text) {
    Lexer lexer(text, "g.txt");
    EXPECT_EQ(lexer.peek().kind, Kind::Bad) << text;
    lexer.take();
    EXPECT_EQ(lexer.peek().kind, Kind::Bad) << text;  // it stays
    return to_string(lexer.expect("x").error());
  };
  EXPECT_EQ(error_of("\"abc"), "g.txt:1:1: a text without its closing \" [syntax]");
  EXPECT_EQ(error_of("\"ab\nc\""), "g.txt:1:1: a text without its closing \" [syntax]");
  EXPECT_EQ(error_of("99999999999999999999"),
            "g.txt:1:1: the integer 99999999999999999999 does not fit 64 bits [syntax]");
  EXPECT_EQ(error_of("1e999"), "g.txt:1:1: the number 1e999 is too large [syntax]");
  EXPECT_EQ(error_of("\x01"), "g.txt:1:1: the byte 0x01, which has no meaning here [syntax]");
  EXPECT_EQ(error_of("\xff"), "g.txt:1:1: the byte 0xff, which has no meaning here [syntax]");
  EXPECT_NE(error_of("\"\\q\"").find("unknown escape"), std::string::npos);
}

TEST(Lexer, EveryByteStringSurvivesQuoting) {
  Rng rng(1, "quote");
  for (int i = 0; i < 5000; ++i) {
    std::string bytes;
    for (std::uint64_t n = rng.below(10); n > 0; --n) bytes += static_cast<char>(rng.below(256));
    const std::string quoted = quote_text(bytes);
    Lexer lexer(quoted, "g.txt");
    ASSERT_EQ(*lexer.expect_text(), bytes) << "case " << i;
    ASSERT_TRUE(lexer.is_at_end());
  }
}

TEST(Lexer, RandomBytesEndAndKeepTheirPositions) {
  constexpr std::uint64_t kSeed = 2;
  Rng rng(kSeed, "lexer");
  const std::string pieces = "a_.9-0x\"\\#\n \t<>=:!.,{}[]()e+\x01\xff";
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (std::uint64_t n = rng.below(30); n > 0; --n) text += pieces[rng.below(pieces.size())];
    Lexer lexer(text, "g.txt");
    Position last{0, 0};
    std::size_t tokens = 0;
    while (!lexer.is_at_end() && lexer.peek().kind != Kind::Bad) {
      const Position position = lexer.take().position;
      ASSERT_TRUE(position.line > last.line || (position.line == last.line && position.column > last.column))
          << "seed " << kSeed << " case " << i;
      last = position;
      ASSERT_LE(++tokens, text.size()) << "seed " << kSeed << " case " << i;
    }
  }
}

}  // namespace
}  // namespace knap
