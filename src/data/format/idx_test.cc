#include "data/format/idx.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "data/format/gzip.h"

namespace knap::data {
namespace {

TEST(Idx, ReadsTheBytesOfTheSpecification) {
  const std::string bytes("\0\0\x08\x02\0\0\0\x02\0\0\0\x03\x01\x02\x03\x04\x05\xff", 18);
  const Result<Array> array = parse_idx(bytes, "x");
  ASSERT_TRUE(array.ok());
  EXPECT_EQ(*array, (Array{Shape{2, 3}, std::vector<std::uint8_t>{1, 2, 3, 4, 5, 255}}));
}

TEST(Idx, ReadsWhatItWritesInEveryType) {
  const std::vector<Array> arrays = {
      {Shape{2}, std::vector<std::uint8_t>{0, 255}},   {Shape{2}, std::vector<std::int8_t>{-128, 127}},
      {Shape{2}, std::vector<std::int16_t>{-300, 77}}, {Shape{1, 2}, std::vector<std::int32_t>{-70000, 5}},
      {Shape{2}, std::vector<float>{-1.5f, 3e9f}},     {Shape{2, 1}, std::vector<double>{1e-300, -2}},
      {Shape{}, std::vector<std::uint8_t>{9}},         {Shape{0, 28, 28}, std::vector<std::uint8_t>{}}};
  for (const Array& array : arrays) {
    const Result<Array> back = parse_idx(to_idx(array), "x");
    ASSERT_TRUE(back.ok()) << to_string(back.error());
    EXPECT_EQ(*back, array);
    EXPECT_EQ(*parse_idx(gzip(to_idx(array)), "x.gz"), array);
  }
}

TEST(Idx, RefusesEveryTruncationAndExtension) {
  const std::string bytes = to_idx({Shape{2, 2}, std::vector<std::int16_t>{1, 2, 3, 4}});
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    const Result<Array> array = parse_idx(bytes.substr(0, n), "cut");
    ASSERT_FALSE(array.ok()) << n;
    EXPECT_EQ(array.error().first().where, "cut");
    EXPECT_TRUE(array.error().is(diag::kBadData));
  }
  EXPECT_FALSE(parse_idx(bytes + "x", "long").ok());
}

TEST(Idx, RefusesUnknownTypesAndAbsurdSizesWithoutAllocating) {
  EXPECT_FALSE(parse_idx(std::string("\0\0\x0a\x01\0\0\0\x01\x01", 9), "x").ok());
  EXPECT_FALSE(parse_idx(std::string("\1\0\x08\x01\0\0\0\x01\x01", 9), "x").ok());
  const Result<Array> huge = parse_idx(std::string("\0\0\x08\x02\xff\xff\xff\xff\xff\xff\xff\xff", 12), "x");
  ASSERT_FALSE(huge.ok());
  EXPECT_NE(huge.error().first().message.find("more than the limit"), std::string::npos);
}

}  // namespace
}  // namespace knap::data
