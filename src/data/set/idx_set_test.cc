#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"
#include "data/format/gzip.h"
#include "data/format/idx.h"
#include "data/set/load.h"

namespace knap::data {
namespace {

class IdxSet : public testing::Test {
 protected:
  IdxSet() : root_(*TempFolder::make()) {
    put("train", 100);
    put("t10k", 20);
  }
  std::filesystem::path at(const std::string& name) const { return root_.path() / "mnist" / name; }
  void put(const std::string& part, int count) {
    std::vector<std::uint8_t> pixels, labels;
    for (int i = 0; i < count; ++i) {
      for (int k = 0; k < 6; ++k) pixels.push_back(static_cast<std::uint8_t>(i + k));
      labels.push_back(static_cast<std::uint8_t>(i % 10));
    }
    write(part + "-images-idx3-ubyte.gz", gzip(to_idx({Shape{count, 2, 3}, pixels})));
    write(part + "-labels-idx1-ubyte.gz", gzip(to_idx({Shape{count}, labels})));
  }
  void write(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(write_file(at(name), bytes).ok());
  }
  Result<Dataset> load_set(std::int64_t limit = 0, std::vector<std::string> classes = {}) {
    DataOptions options;
    options.name = "mnist";
    options.limit = limit;
    options.classes = std::move(classes);
    return load(options, root_.path(), Watch());
  }
  TempFolder root_;
};

TEST_F(IdxSet, KeepsTheOfficialSplitAndTakesTheLastTrainingImagesForValidation) {
  const Result<Dataset> d = load_set();
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_EQ(d->split(Split::Train).size(), 90u);
  EXPECT_EQ(d->split(Split::Validation).front(), 90u);
  EXPECT_EQ(d->split(Split::Test).size(), 20u);
  EXPECT_EQ(d->records[17].name, "train/17");
  EXPECT_EQ(d->records[100].name, "t10k/0");
  EXPECT_EQ(d->records[117].label, "7");
  EXPECT_EQ(d->shape, (Shape{2, 3, 1}));
  EXPECT_EQ(d->codes(117).data, (std::vector<std::int64_t>{17, 18, 19, 20, 21, 22}));
}

TEST_F(IdxSet, ReadsUncompressedFilesToo) {
  const std::string plain = *gunzip(*read_file(at("t10k-images-idx3-ubyte.gz")), "x");
  std::filesystem::remove(at("t10k-images-idx3-ubyte.gz"));
  write("t10k-images-idx3-ubyte", plain);
  EXPECT_TRUE(load_set().ok());
}

TEST_F(IdxSet, LimitsKeepEveryClassAndEverySplit) {
  const Result<Dataset> d = load_set(10);
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  for (const Split split : kSplits) {
    EXPECT_EQ(d->split(split).size(), 10u);
    for (const std::int64_t count : d->class_counts(split)) EXPECT_EQ(count, 1);
  }
}

TEST_F(IdxSet, TakesAPartOfTheClasses) {
  const Result<Dataset> d = load_set(0, {"7", "3"});
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_EQ(d->records.size(), 24u);
  EXPECT_EQ(d->records[0].label, "3");
  EXPECT_EQ(d->records[0].label_index, 1);
}

TEST_F(IdxSet, NamesTruncatedMissingAndMismatchedFiles) {
  const std::string images = *read_file(at("train-images-idx3-ubyte.gz"));
  write("train-images-idx3-ubyte.gz", images.substr(0, images.size() / 2));
  const Error cut = load_set().error();
  EXPECT_TRUE(cut.is(diag::kBadData));
  EXPECT_EQ(cut.first().where, at("train-images-idx3-ubyte.gz").string());
  write("train-images-idx3-ubyte.gz", images);
  std::filesystem::remove(at("t10k-labels-idx1-ubyte.gz"));
  EXPECT_EQ(load_set().error().first().where, at("t10k-labels-idx1-ubyte.gz").string());
  write("t10k-labels-idx1-ubyte.gz", *read_file(at("train-labels-idx1-ubyte.gz")));
  EXPECT_EQ(load_set().error().first().message, "100 labels for 20 images");
  write("t10k-labels-idx1-ubyte.gz", to_idx({Shape{20}, std::vector<std::int16_t>(20)}));
  EXPECT_EQ(load_set().error().first().message, "elements are i16 instead of u8");
}

}  // namespace
}  // namespace knap::data
