#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/num/format.h"

namespace knap {
namespace {

TEST(FormatText, RoundTripsAndRefusesTheRest) {
  for (const bool is_signed : {true, false})
    for (const int width : {0, 1, 8, 63})
      for (const int fraction : {-9, 0, 5, 70}) {
        const Fixed fixed{is_signed, width, fraction};
        ASSERT_EQ(*parse_fixed(to_string(fixed)), fixed) << to_string(fixed);
        const Affine affine{is_signed, width, {3, fraction}, -7};
        ASSERT_EQ(*parse_encoding(to_string(affine)), Encoding(affine)) << to_string(affine);
        ASSERT_EQ(*parse_encoding(to_string(Encoding(fixed))), Encoding(fixed));
      }
  EXPECT_EQ(to_string(Fixed{true, 8, 5}), "fixed<8,3>");
  EXPECT_EQ(to_string(Affine{false, 8, {3, -7}, 128}), "affine<u8,3*2^-7,128>");
  EXPECT_EQ(*parse_fixed("ufixed< 8 , 3 >"), (Fixed{false, 8, 5}));
  for (const char* bad : {"", "fixed", "fixed<8>", "fixed<8,3", "fixed<8,3>x", "fixed<64,3>", "fixed<-1,3>",
                          "fixed<8,99999>", "fixed<8,3.5>", "ap_fixed<8,3>", "affine<u8,0*2^1,0>",
                          "affine<8,1*2^1,0>", "affine<u8,1*2^1>", "fixed<99999999999999999999,3>"})
    EXPECT_FALSE(parse_encoding(bad).ok()) << bad;
  EXPECT_TRUE(parse_rounding("round").error().is(diag::kUnknownName));
  EXPECT_NE(to_string(parse_overflow("x").error()).find("WRAP_SM"), std::string::npos);
}

TEST(FormatText, ModesHaveTheNamesOfApFixed) {
  for (std::size_t i = 0; i < 7; ++i) {
    const auto rounding = static_cast<Rounding>(i);
    EXPECT_EQ(*parse_rounding(to_string(rounding)), rounding);
    EXPECT_EQ(enum_names(rounding)[i], to_string(rounding));
  }
  for (std::size_t i = 0; i < 5; ++i) {
    const auto overflow = static_cast<Overflow>(i);
    EXPECT_EQ(*parse_overflow(to_string(overflow)), overflow);
    EXPECT_EQ(enum_names(overflow)[i], to_string(overflow));
  }
  EXPECT_EQ(to_string(Rounding::RndConv), "RND_CONV");
  EXPECT_EQ(to_string(Overflow::WrapSm), "WRAP_SM");
}

TEST(FormatText, ParseIntKeepsTheOldFormatOnAMistake) {
  Fixed format{true, 4, 2};
  EXPECT_FALSE(parse_into("fixed<1>", format).ok());
  EXPECT_EQ(format, (Fixed{true, 4, 2}));
  EXPECT_TRUE(parse_into("ufixed<9,1>", format).ok());
  EXPECT_EQ(format, (Fixed{false, 9, 8}));
  Encoding encoding;
  EXPECT_TRUE(parse_into("affine<s8,1*2^-3,0>", encoding).ok());
  EXPECT_EQ(encoding, Encoding(Affine{true, 8, {1, -3}, 0}));
}

}  // namespace
}  // namespace knap
