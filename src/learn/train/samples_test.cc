#include "learn/train/samples.h"

#include <gtest/gtest.h>

namespace knap::learn {
namespace {

Samples wide_samples(std::int32_t last) {
  Samples samples;
  samples.shape = Shape{3};
  samples.count = 2;
  samples.labels = {0, 1};
  samples.fill = [last](std::int64_t index, std::span<std::int32_t> codes) {
    codes[0] = static_cast<std::int32_t>(index);
    codes[1] = -100000;
    codes[2] = last;
  };
  return samples;
}

TEST(SampleStore, KeepsNarrowAndWideCodes) {
  std::vector<float> codes(3);
  SampleStore(wide_samples(7), Fixed{true, 20, 0}).codes(1, codes);
  EXPECT_EQ(codes, (std::vector<float>{1, -100000, 7}));
  Samples narrow = wide_samples(7);
  narrow.fill = [](std::int64_t, std::span<std::int32_t> out) { std::fill(out.begin(), out.end(), -32768); };
  SampleStore(narrow, Fixed{true, 16, 0}).codes(0, codes);
  EXPECT_EQ(codes, (std::vector<float>{-32768, -32768, -32768}));
}

TEST(SampleStore, FingerprintChangesWithOneCodeOrOneLabel) {
  const Fixed format{true, 20, 0};
  Samples other = wide_samples(7);
  other.labels[1] = 0;
  const auto fingerprint = SampleStore(wide_samples(7), format).fingerprint();
  EXPECT_EQ(fingerprint, SampleStore(wide_samples(7), format).fingerprint());
  EXPECT_NE(fingerprint, SampleStore(wide_samples(8), format).fingerprint());
  EXPECT_NE(fingerprint, SampleStore(other, format).fingerprint());
}

TEST(SampleStore, RangeIsTheHullOfAllCodes) {
  EXPECT_EQ(SampleStore(wide_samples(7), Fixed{true, 20, 0}).range(), (Interval{-100000, 7}));
}

}  // namespace
}  // namespace knap::learn
