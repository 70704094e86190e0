#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/format/gzip.h"
#include "data/set/load.h"

namespace knap::data {
namespace {

/// Images of one value, labels in turn.
std::string make_batch(int count, int value) {
  std::string bytes;
  for (int i = 0; i < count; ++i) {
    bytes.push_back(static_cast<char>(i % 10));
    bytes.append(3072, static_cast<char>(value));
  }
  return bytes;
}

class Cifar10Set : public testing::Test {
 protected:
  Cifar10Set() : root_(*TempFolder::make()) {}
  void put(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(write_file(root_.path() / "cifar10" / name, bytes).ok());
  }
  Result<Dataset> read() {
    DataOptions options;
    options.name = "cifar10";
    return load(options, root_.path(), Watch());
  }
  TempFolder root_;
};

TEST_F(Cifar10Set, ReadsThePublishersBatchesHereOrInTheirFolder) {
  for (const std::string prefix : {"cifar-10-batches-bin/", ""}) {
    for (int i = 1; i <= 5; ++i) put(fmt::format("{}data_batch_{}.bin", prefix, i), make_batch(20, i));
    put(prefix + "test_batch.bin", make_batch(10, 9));
    const Result<Dataset> d = read();
    ASSERT_TRUE(d.ok()) << to_string(d.error());
    EXPECT_EQ(d->split(Split::Train).size(), 90u);
    EXPECT_EQ(d->split(Split::Validation).size(), 10u);
    EXPECT_EQ(d->split(Split::Test).size(), 10u);
    EXPECT_EQ(d->records[100].name, "test/0");
    EXPECT_EQ(d->records[2].label, "bird");
    EXPECT_EQ(d->codes(99)[0], 5);
    EXPECT_EQ(d->shape, (Shape{32, 32, 3}));
  }
}

TEST_F(Cifar10Set, ReadsTheLosslessExtract) {
  put("cifar10_train_first4000_lossless.bin.gz", gzip(make_batch(40, 1)));
  put("cifar10_test_ic01_200_lossless.bin.gz", gzip(make_batch(10, 2)));
  EXPECT_EQ(read()->records.size(), 50u);
}

TEST_F(Cifar10Set, NamesAMissingBatch) {
  put("test_batch.bin", make_batch(10, 9));
  const Error error = read().error();
  EXPECT_TRUE(error.is(diag::kBadData));
  EXPECT_NE(error.first().where.find("data_batch_1.bin"), std::string::npos);
}

}  // namespace
}  // namespace knap::data
