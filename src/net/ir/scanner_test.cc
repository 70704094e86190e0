#include "net/ir/scanner.h"

#include <gtest/gtest.h>

namespace knap::net {
namespace {

TEST(Scanner, WordsNumbersFormatsAndShapes) {
  Scanner scanner("conv1.bn -12 fixed<8,3> 28x28x1 1e-05", "t");
  for (const char* word : {"conv1.bn", "-12", "fixed<8,3>", "28x28x1", "1e-05"})
    EXPECT_EQ(*scanner.word("a word"), word);
  EXPECT_FALSE(scanner.word("a word").ok());
}

TEST(Scanner, CommentsAndEmptyLinesAreSkipped) {
  Scanner scanner("\n  # nothing\n\n x # tail\n", "t");
  ASSERT_TRUE(scanner.next_line());
  EXPECT_EQ(scanner.position(), (Position{4, 2}));
  EXPECT_EQ(*scanner.word("a word"), "x");
  EXPECT_TRUE(scanner.expect_line_end().ok());
  EXPECT_FALSE(scanner.next_line());
}

TEST(Scanner, QuotedTextUndoesEscapes) {
  Scanner scanner("\"a\\\"\\\\\\x0a\" \"open", "t");
  EXPECT_EQ(*scanner.quoted(), "a\"\\\n");
  EXPECT_FALSE(scanner.quoted().ok());
}

TEST(Scanner, ValuesNestAndKeepPositions) {
  Scanner scanner("{a=[1, {b=2}], c=x}", "t");
  const Result<Value> value = scanner.value();
  ASSERT_TRUE(value.ok());
  const Value* list = value->find("a");
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->position, (Position{1, 4}));
  const auto& items = std::get<ValueArray>(list->data);
  EXPECT_EQ(std::get<std::string>(items.at(1).find("b")->data), "2");
}

TEST(Scanner, ErrorsNameLineAndColumn) {
  Scanner scanner("a\n  {x=1, x=2}", "graph.txt");
  EXPECT_TRUE(scanner.word("a word").ok());
  scanner.next_line();
  const Result<Value> value = scanner.value();
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(value.error().first().where, "graph.txt:2:9");
}

TEST(Scanner, DeepNestingIsRefused) {
  const std::string text(1000, '[');
  Scanner scanner(text, "t");
  EXPECT_FALSE(scanner.value().ok());
}

}  // namespace
}  // namespace knap::net
