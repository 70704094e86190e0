#include "core/num/beat.h"

#include <gtest/gtest.h>

#include <limits>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"

namespace knap {
namespace {

using Codes = std::vector<std::int64_t>;

TEST(Beat, LaneZeroIsInTheLowestBits) {
  EXPECT_EQ(beat_hex(Codes{1, -1, 2}, 4), "2f1");
  EXPECT_EQ(beat_hex(Codes{1, -1, 2}, 3), "0b9") << "010'111'001 in nine bits";
  EXPECT_EQ(beat_hex(Codes{1}, 1), "1");
  EXPECT_EQ(parse_beat("a5", 2, 4, false, "").value(), (Codes{5, 10}));
  EXPECT_EQ(parse_beat("A5", 2, 4, true, "").value(), (Codes{5, -6}));
  EXPECT_EQ(parse_beat("35", 3, 2, false, "").value(), (Codes{1, 1, 3}));
}

TEST(Beat, LanesMayHaveUpTo64Bits) {
  EXPECT_EQ(beat_hex(Codes{-2}, 40), "fffffffffe");
  EXPECT_EQ(beat_hex(Codes{-(std::int64_t{1} << 41)}, 42), "20000000000");
  EXPECT_EQ(parse_beat("20000000000", 1, 42, true, "").value(), (Codes{-(std::int64_t{1} << 41)}));
  constexpr std::int64_t kLow = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(beat_hex(Codes{kLow, -1}, 64), "ffffffffffffffff8000000000000000");
  EXPECT_EQ(parse_beat("ffffffffffffffff8000000000000000", 2, 64, true, "").value(), (Codes{kLow, -1}));
}

TEST(Beat, ZerosInFrontMayBeMissingOrTooMany) {
  EXPECT_EQ(parse_beat("1ff", 1, 9, true, "").value(), (Codes{-1}));
  EXPECT_EQ(parse_beat("0001ff", 1, 9, false, "").value(), (Codes{511}));
  EXPECT_EQ(parse_beat("0", 3, 5, true, "").value(), (Codes{0, 0, 0}));
  EXPECT_EQ(plain_hex("00Af", "").value(), "af");
  EXPECT_EQ(plain_hex("00", "").value(), "0");
}

TEST(Beat, WhatIsNoBeatIsRefusedAtItsPlace) {
  for (const char* text : {"", "x", "1 2", "0x1", "-1", "2ff", "10000000000000000000", "1ff\n"}) {
    const auto parsed = parse_beat(text, 1, 9, true, "verify/input.hex:3");
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_TRUE(parsed.error().is(diag::kBadArtefact));
    EXPECT_EQ(parsed.error().first().where, "verify/input.hex:3");
  }
}

TEST(Beats, RecordsFollowOneAnother) {
  EXPECT_EQ(print_beats(Codes{1, -1, 2, 3}, 2, 4), "f1\n32\n");
  const auto records = parse_beats("f1\r\n32\n\n00\n1f", 2, 2, 4, true, "in");
  ASSERT_TRUE(records.ok()) << to_string(records.error());
  EXPECT_EQ(*records, (std::vector<Codes>{{1, -1, 2, 3}, {0, 0, -1, 1}}));
  EXPECT_TRUE(parse_beats("", 2, 2, 4, true, "in")->empty());
}

TEST(Beats, HalfARecordAndABrokenLineAreRefused) {
  const auto half = parse_beats("1\n2\n3\n", 2, 1, 4, false, "in");
  ASSERT_FALSE(half.ok());
  EXPECT_EQ(to_string(half.error()),
            "in: has 3 beats, which is no multiple of 2 per inference [bad-artefact]");
  const auto broken = parse_beats("1\n\nxyz\n", 2, 1, 4, false, "in");
  ASSERT_FALSE(broken.ok());
  EXPECT_EQ(broken.error().first().where, "in:3");
}

TEST(BeatProperty, EveryBeatSurvivesItsDigits) {
  Rng rng(3, "beats");
  for (int width = 1; width <= 64; ++width)
    for (const std::int64_t lanes : {1, 2, 3, 7, 64, 300})
      for (const bool is_signed : {false, true}) {
        if (!is_signed && width == 64) continue;  // no int64 holds its upper half
        const std::uint64_t ones = ~std::uint64_t{0} >> (64 - width);
        const auto high = static_cast<std::int64_t>(is_signed ? ones >> 1 : ones);
        const std::int64_t low = is_signed ? -high - 1 : 0;
        Codes codes;
        for (std::int64_t lane = 0; lane < lanes; ++lane) codes.push_back(rng.integer(low, high));
        codes.front() = low;
        codes.back() = high;
        const std::string text = beat_hex(codes, width);
        EXPECT_EQ(text.size(), static_cast<std::size_t>((lanes * width + 3) / 4));
        const auto again = parse_beat(text, lanes, width, is_signed, "beat");
        ASSERT_TRUE(again.ok()) << to_string(again.error());
        EXPECT_EQ(*again, codes) << lanes << " x " << width << (is_signed ? " signed" : "");
      }
}

}  // namespace
}  // namespace knap
