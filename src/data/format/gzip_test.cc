#include "data/format/gzip.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/base/rng.h"

namespace knap::data {
namespace {

std::string sample_text(std::size_t size) {
  Rng rng(7, "gzip_test");
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text.push_back(static_cast<char>('a' + rng.below(5)));
  return text;
}

TEST(Gzip, ExpandsWhatItCompressed) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{100}, std::size_t{1200000}}) {
    const std::string text = sample_text(size);
    const std::string packed = gzip(text);
    EXPECT_TRUE(is_gzip(packed));
    const Result<std::string> back = gunzip(packed, "t.gz");
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, text);
    EXPECT_EQ(gzip(text), packed);
  }
}

TEST(Gzip, JoinsSeveralMembers) { EXPECT_EQ(*gunzip(gzip("one,") + gzip("two"), "t.gz"), "one,two"); }

TEST(Gzip, RefusesEveryTruncation) {
  const std::string packed = gzip(sample_text(500));
  for (std::size_t n = 0; n < packed.size(); ++n) {
    const Result<std::string> back = gunzip(packed.substr(0, n), "cut.gz");
    ASSERT_FALSE(back.ok()) << n;
    EXPECT_TRUE(back.error().is(diag::kBadData));
    EXPECT_EQ(back.error().first().where, "cut.gz");
  }
}

TEST(Gzip, RefusesAFlippedByte) {
  std::string packed = gzip(sample_text(500));
  packed[packed.size() - 6] ^= 1;  // in the checksum
  EXPECT_FALSE(gunzip(packed, "t.gz").ok());
}

TEST(Gzip, RefusesWhatExpandsBeyondTheLimit) {
  const std::string packed = gzip(std::string(1000000, 'x'));
  const Result<std::string> back = gunzip(packed, "bomb.gz", 1000);
  ASSERT_FALSE(back.ok());
  EXPECT_NE(back.error().first().message.find("more than the limit of 1000 bytes"), std::string::npos);
  EXPECT_TRUE(gunzip(packed, "t.gz", 1000000).ok());
  EXPECT_FALSE(gunzip(packed, "t.gz", 999999).ok());
}

TEST(Gzip, RefusesTrailingBytes) {
  EXPECT_FALSE(gunzip(gzip("abc") + "junk", "t.gz").ok());
  EXPECT_TRUE(gunzip(gzip("abc") + std::string(9, '\0'), "t.gz").ok());
}

TEST(InflateRaw, ChecksTheSize) {
  const std::string packed = gzip("hello hello hello");
  const std::string raw = packed.substr(10, packed.size() - 18);  // without the gzip header and trailer
  EXPECT_EQ(*inflate_raw(raw, "z", 17), "hello hello hello");
  EXPECT_FALSE(inflate_raw(raw, "z", 16).ok());
  EXPECT_FALSE(inflate_raw(raw, "z", 18).ok());
}

}  // namespace
}  // namespace knap::data
