#include "core/text/value.h"

#include <gtest/gtest.h>

namespace knap {
namespace {

TEST(Value, SetReplacesOrAppendsAndFindFinds) {
  Value table;
  table.set("a", Value(std::int64_t{1}));
  table.set("b", Value(std::string("x")));
  table.set("a", Value(std::int64_t{2}));
  ASSERT_TRUE(table.is_table());
  EXPECT_EQ(std::get<ValueTable>(table.data).size(), 2u);
  ASSERT_NE(table.find("a"), nullptr);
  EXPECT_EQ(*table.find("a"), Value(std::int64_t{2}));
  EXPECT_EQ(table.find("c"), nullptr);
  EXPECT_EQ(Value(true).find("a"), nullptr);
}

TEST(Value, EqualityIgnoresPositionsButNotTypesOrOrder) {
  EXPECT_EQ(Value(std::int64_t{1}, {1, 1}), Value(std::int64_t{1}, {2, 2}));
  EXPECT_FALSE(Value(std::int64_t{1}) == Value(1.0));
  Value ab, ba;
  ab.set("a", Value(true)), ab.set("b", Value(true));
  ba.set("b", Value(true)), ba.set("a", Value(true));
  EXPECT_FALSE(ab == ba);
  EXPECT_EQ(ab, ab);
}

TEST(Value, PositionsPrintAsFileLineColumn) {
  EXPECT_EQ(knap::to_string("knap.toml", {3, 7}), "knap.toml:3:7");
  EXPECT_EQ(knap::to_string("knap.toml", {}), "knap.toml");
  EXPECT_EQ(name_of_type(Value(2.5)), "a number");
  EXPECT_EQ(name_of_type(Value()), "nothing");
}

}  // namespace
}  // namespace knap
