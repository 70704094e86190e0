#include "core/table/array.h"

#include <gtest/gtest.h>

namespace knap {
namespace {

TEST(Array, CountsElementsWithoutOverflow) {
  EXPECT_EQ(count_elements(Shape{3, 4}), 12);
  EXPECT_EQ(count_elements(Shape{}), 1);
  EXPECT_EQ(count_elements(Shape{1 << 30, 0}), 0);
  EXPECT_EQ(count_elements(Shape{1 << 30, 1 << 30, 1 << 30}), std::nullopt);
  EXPECT_EQ(count_elements(Shape{-1, 2}), std::nullopt);
}

TEST(Array, TypeFollowsTheAlternativeOfTheElements) {
  EXPECT_EQ((Array{Shape{1}, std::vector<std::uint8_t>{1}}.type()), ElementType::U8);
  EXPECT_EQ((Array{Shape{1}, std::vector<std::int16_t>{1}}.type()), ElementType::I16);
  EXPECT_EQ((Array{Shape{1}, std::vector<double>{1}}.type()), ElementType::F64);
  for (int i = 0; i < 10; ++i) {
    const ElementType type = static_cast<ElementType>(i);
    EXPECT_EQ(to_string(type).substr(1), std::to_string(8 * size_bytes(type)));
  }
}

TEST(Array, ConvertsToDoubles) {
  EXPECT_EQ(to_doubles(std::vector<std::int8_t>{-3, 4}), (std::vector<double>{-3, 4}));
}

}  // namespace
}  // namespace knap
