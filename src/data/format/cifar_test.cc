#include "data/format/cifar.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "data/format/gzip.h"

namespace knap::data {
namespace {

/// Image i has label i and byte j of its planes = i + j / 8.
std::string make_batch(int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes.push_back(static_cast<char>(i));
    for (int j = 0; j < 3072; ++j) bytes.push_back(static_cast<char>(i + j / 8));
  }
  return bytes;
}

TEST(Cifar10, TurnsPlanesIntoChannelLastPixels) {
  const Result<CifarBatch> batch = parse_cifar10(make_batch(3), "b.bin");
  ASSERT_TRUE(batch.ok());
  EXPECT_EQ(batch->labels, (std::vector<std::uint8_t>{0, 1, 2}));
  ASSERT_EQ(batch->pixels.size(), 3 * kCifarPixels);
  for (int channel = 0; channel < 3; ++channel)
    EXPECT_EQ(batch->pixels[static_cast<std::size_t>(3072 + 40 * 3 + channel)],
              (1 + (channel * 1024 + 40) / 8) % 256);
}

TEST(Cifar10, ReadsCompressedBatches) {
  EXPECT_EQ(parse_cifar10(gzip(make_batch(2)), "b.bin.gz")->pixels,
            parse_cifar10(make_batch(2), "b.bin")->pixels);
}

TEST(Cifar10, RefusesTruncationEmptyFilesAndBadLabels) {
  EXPECT_FALSE(parse_cifar10("", "b.bin").ok());
  const Result<CifarBatch> cut = parse_cifar10(make_batch(2).substr(0, 4000), "b.bin");
  ASSERT_FALSE(cut.ok());
  EXPECT_TRUE(cut.error().is(diag::kBadData));
  EXPECT_EQ(cut.error().first().message.substr(0, 10), "byte 3073:");
  const Result<CifarBatch> label = parse_cifar10(make_batch(11), "b.bin");
  ASSERT_FALSE(label.ok());
  EXPECT_EQ(label.error().first().message, "byte 30730: label 10 exceeds 9");
}

}  // namespace
}  // namespace knap::data
