#include "data/set/dataset.h"

#include <gtest/gtest.h>

namespace knap::data {
namespace {

Dataset make_dataset() {
  Dataset d;
  d.classes = {"N", "A"};
  d.shape = Shape{4, 1};
  d.is_series = true;
  d.format = Fixed{true, 16, 0};
  d.records = {{"r0", "N", 0, 0, 3}, {"r1", "A", 1, 3, 6}};
  d.samples = share(std::vector<std::int16_t>{1, -2, 3, 10, 20, 30, 40, 50, 60});
  d.splits = {{{0}, {}, {1}}};
  return d;
}

TEST(Dataset, PadsShortRecordsWithCodeZeroAndCutsLongOnes) {
  const Dataset d = make_dataset();
  EXPECT_EQ(d.codes(0).data, (std::vector<std::int64_t>{1, -2, 3, 0}));
  EXPECT_EQ(d.codes(1).data, (std::vector<std::int64_t>{10, 20, 30, 40}));
  EXPECT_EQ(d.codes(1).shape, (Shape{4, 1}));
}

TEST(Dataset, CopiesWindowsOfARecord) {
  const Dataset d = make_dataset();
  std::vector<std::int32_t> out(3, -1);
  d.copy_codes(1, out, 4);
  EXPECT_EQ(out, (std::vector<std::int32_t>{50, 60, 0}));
  d.copy_codes(1, out, 99);
  EXPECT_EQ(out, (std::vector<std::int32_t>{0, 0, 0}));
}

TEST(Dataset, CountsClassesPerSplit) {
  EXPECT_EQ(make_dataset().class_counts(Split::Train), (std::vector<std::int64_t>{1, 0}));
  EXPECT_EQ(make_dataset().class_counts(Split::Test), (std::vector<std::int64_t>{0, 1}));
}

TEST(Dataset, HashChangesWithEverySampleLabelNameAndSplit) {
  const std::string hash = hash_dataset(make_dataset());
  EXPECT_EQ(hash.size(), 64u);
  EXPECT_EQ(hash_dataset(make_dataset()), hash);
  Dataset d = make_dataset();
  d.samples = share(std::vector<std::int16_t>{1, -2, 3, 10, 20, 30, 40, 50, 61});
  EXPECT_NE(hash_dataset(d), hash);
  d = make_dataset();
  d.records[0].label = "A";
  EXPECT_NE(hash_dataset(d), hash);
  d = make_dataset();
  d.records[0].name = "r9";
  EXPECT_NE(hash_dataset(d), hash);
  d = make_dataset();
  d.splits = {{{}, {0}, {1}}};
  EXPECT_NE(hash_dataset(d), hash);
}

TEST(Split, IsReadByItsName) {
  for (const Split split : kSplits) EXPECT_EQ(*parse_split(to_string(split)), split);
  EXPECT_FALSE(parse_split("Test").ok());
}

}  // namespace
}  // namespace knap::data
