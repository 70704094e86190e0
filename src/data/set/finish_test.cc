#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "data/set/raw_set.h"

namespace knap::data {
namespace {

/// Records of two elements with these labels.
RawSet make_raw(const std::vector<std::string>& labels) {
  RawSet raw;
  raw.shape = Shape{2};
  raw.format = Fixed{false, 8, 0};
  std::vector<std::uint8_t> samples;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    raw.records.push_back({"r" + std::to_string(i), labels[i], 0, 2 * i, 2});
    samples.push_back(static_cast<std::uint8_t>(i));
    samples.push_back(static_cast<std::uint8_t>(i));
  }
  raw.samples = share(std::move(samples));
  return raw;
}
const std::vector<std::string> kLabels = {"b", "a", "c", "b", "a", "c", "b", "a", "c", "b", "a", "c"};

TEST(Finish, SortsTheLabelsThatOccurUnlessClassesAreChosen) {
  EXPECT_EQ(finish(make_raw(kLabels), "x", {}, {}, "x")->classes, (std::vector<std::string>{"a", "b", "c"}));
  const Result<Dataset> d = finish(make_raw(kLabels), "x", {"c", "a"}, {}, "x");
  ASSERT_TRUE(d.ok()) << to_string(d.error());
  EXPECT_EQ(d->records.size(), 8u);
  EXPECT_EQ(d->records[0].name, "r1");
  EXPECT_EQ(d->records[0].label_index, 1);
  EXPECT_EQ(d->codes(0).data, (std::vector<std::int64_t>{1, 1}));
  EXPECT_EQ(d->sha256, hash_dataset(*d));
}

TEST(Finish, PutsEveryRecordIntoExactlyOneSplit) {
  const Result<Dataset> d = finish(make_raw(kLabels), "x", {}, {}, "x");
  std::vector<int> seen(d->records.size());
  for (const Split split : kSplits)
    for (const std::uint32_t r : d->split(split)) ++seen[r];
  EXPECT_EQ(seen, std::vector<int>(12, 1));
}

TEST(Finish, RefusesUnknownRepeatedSingleAndEmptyClasses) {
  const auto message = [](const std::vector<std::string>& classes, RawSet raw) {
    const Result<Dataset> d = finish(std::move(raw), "x", classes, {}, "folder");
    return d.ok() ? "accepted" : d.error().first().message;
  };
  EXPECT_EQ(message({"a", "z"}, make_raw(kLabels)), "'z' is no label of the data; valid: a, b, c");
  EXPECT_EQ(message({"a", "a"}, make_raw(kLabels)), "'a' is named twice");
  EXPECT_EQ(message({"a"}, make_raw(kLabels)),
            "all records have the label 'a': at least two classes are needed");
  EXPECT_EQ(message({}, make_raw({})), "no records");
  RawSet raw = make_raw(kLabels);
  raw.labels = {"a", "b", "c", "d"};
  EXPECT_EQ(message({"a", "d"}, raw), "class 'd' has no records");
}

}  // namespace
}  // namespace knap::data
