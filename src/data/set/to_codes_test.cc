#include <gtest/gtest.h>

#include <limits>

#include "core/base/diagnostics.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

template <class T>
std::vector<T> codes(const CodedSamples& coded) {
  return *std::get<SharedSamples<T>>(coded.samples);
}

TEST(ToCodes, KeepsSmallIntegerTypes) {
  const Result<CodedSamples> coded = to_codes({Shape{2}, std::vector<std::int16_t>{-5, 300}}, "", "x");
  EXPECT_EQ(codes<std::int16_t>(*coded), (std::vector<std::int16_t>{-5, 300}));
  EXPECT_EQ(coded->format, (Fixed{true, 16, 0}));
  EXPECT_EQ(to_codes({Shape{1}, std::vector<std::uint8_t>{7}}, "", "x")->format, (Fixed{false, 8, 0}));
}

TEST(ToCodes, NarrowsWholeNumbersOfWideTypes) {
  EXPECT_EQ(codes<std::uint8_t>(*to_codes({Shape{2}, std::vector<double>{0, 255}}, "", "x")),
            (std::vector<std::uint8_t>{0, 255}));
  EXPECT_EQ(codes<std::int8_t>(*to_codes({Shape{2}, std::vector<std::int64_t>{-1, 100}}, "", "x")),
            (std::vector<std::int8_t>{-1, 100}));
  EXPECT_EQ(codes<std::int32_t>(*to_codes({Shape{2}, std::vector<std::uint32_t>{0, 70000}}, "", "x")),
            (std::vector<std::int32_t>{0, 70000}));
}

TEST(ToCodes, RoundsRealSamplesToTheFormatAskedFor) {
  const Result<CodedSamples> coded =
      to_codes({Shape{4}, std::vector<float>{0.5f, -1.26f, 100, -100}}, "fixed<6,4>", "x");
  ASSERT_TRUE(coded.ok());
  EXPECT_EQ(codes<std::int8_t>(*coded), (std::vector<std::int8_t>{2, -5, 31, -32}));
  EXPECT_EQ(coded->format, (Fixed{true, 6, 2}));
}

TEST(ToCodes, RefusesRealAndHugeSamplesNamingTheWayOut) {
  const Result<CodedSamples> real = to_codes({Shape{2}, std::vector<double>{1, 2.5}}, "", "a.csv");
  ASSERT_FALSE(real.ok());
  EXPECT_TRUE(real.error().is(diag::kBadData));
  EXPECT_NE(real.error().first().message.find("sample 1 is 2.5: set data.sample_format"), std::string::npos);
  EXPECT_FALSE(to_codes({Shape{1}, std::vector<double>{1e12}}, "", "a.csv").ok());
  EXPECT_FALSE(to_codes({Shape{1}, std::vector<double>{std::numeric_limits<double>::quiet_NaN()}},
                        "fixed<8,4>", "a.csv")
                   .ok());
}

}  // namespace
}  // namespace knap::data
