#include "data/format/wfdb_signal.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"

namespace knap::data {
namespace {

TEST(WfdbSignal, Format212PacksTwoTwelveBitSamplesInThreeBytes) {
  // The first bytes of MIT-BIH record 100: 995 and 1011, twice.
  const std::string bytes("\xe3\x33\xf3\xe3\x33\xf3", 6);
  EXPECT_EQ(*parse_wfdb_samples(bytes, "100.dat", 212, 0, 2, 2),
            (std::vector<std::int16_t>{995, 1011, 995, 1011}));
}

TEST(WfdbSignal, ReadsWhatItWritesForEveryTwelveBitValue) {
  std::vector<std::int16_t> samples;
  for (int v = -2048; v < 2048; ++v) samples.push_back(static_cast<std::int16_t>(v));
  samples.push_back(7);  // an odd count
  for (const int format : {16, 212}) {
    const std::string bytes = to_wfdb_samples(samples, format);
    EXPECT_EQ(*parse_wfdb_samples(bytes, "x", format, 0, 1, 4097), samples);
    EXPECT_EQ(*parse_wfdb_samples(bytes, "x", format, 0, 1, 0), samples)
        << "the length follows from the file";
    EXPECT_EQ(*parse_wfdb_samples("junk" + bytes, "x", format, 4, 1, 4097), samples);
  }
}

TEST(WfdbSignal, RefusesFilesThatAreTooShort) {
  const std::string bytes = to_wfdb_samples({1, 2, 3, 4}, 212);
  const Result<std::vector<std::int16_t>> cut = parse_wfdb_samples(bytes, "x.dat", 212, 0, 2, 3);
  ASSERT_FALSE(cut.ok());
  EXPECT_TRUE(cut.error().is(diag::kBadData));
  EXPECT_NE(
      cut.error().first().message.find("3 samples of 2 signals in format 212 needs 9 bytes, 6 are left"),
      std::string::npos);
  EXPECT_FALSE(parse_wfdb_samples(bytes, "x.dat", 16, 24, 1, 0).ok());
}

TEST(WfdbSignal, ChecksumWrapsAtSixteenBits) {
  EXPECT_EQ(wfdb_checksum({30000, 1, 30000, 1}, 0, 2), static_cast<std::int16_t>(60000 - 65536));
  EXPECT_EQ(wfdb_checksum({30000, 1, 30000, 1}, 1, 2), 2);
}

}  // namespace
}  // namespace knap::data
