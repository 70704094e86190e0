#include "data/set/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "core/base/diagnostics.h"

namespace knap::data {
namespace {

std::vector<Record> make_records(int count) {
  std::vector<Record> records;
  for (int i = 0; i < count; ++i) {
    const bool rare = i % 8 == 0;
    records.push_back({"A" + std::to_string(i), rare ? "A" : "N", rare ? 1 : 0});
  }
  return records;
}

TEST(SplitByHash, IsStratifiedAndHasTheFractionsAskedFor) {
  const std::vector<Record> records = make_records(800);
  const std::vector<Split> splits = split_by_hash(records, {});
  std::map<std::pair<int, Split>, int> counts;
  for (std::size_t i = 0; i < records.size(); ++i) ++counts[{records[i].label_index, splits[i]}];
  EXPECT_EQ((counts[{0, Split::Test}]), 175);
  EXPECT_EQ((counts[{0, Split::Validation}]), 105);
  EXPECT_EQ((counts[{1, Split::Test}]), 25);
  EXPECT_EQ((counts[{1, Split::Validation}]), 15);
}

TEST(SplitByHash, DoesNotDependOnTheOrderOfTheRecords) {
  std::vector<Record> records = make_records(100);
  const std::vector<Split> splits = split_by_hash(records, {});
  std::map<std::string, Split> by_name;
  for (std::size_t i = 0; i < records.size(); ++i) by_name[records[i].name] = splits[i];
  std::reverse(records.begin(), records.end());
  const std::vector<Split> again = split_by_hash(records, {});
  for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(again[i], by_name[records[i].name]);
}

TEST(SplitByHash, ChangesWithItsSeedAndServesSmallClasses) {
  const std::vector<Record> records = make_records(100);
  DataOptions other;
  other.split_seed = 2;
  EXPECT_NE(split_by_hash(records, {}), split_by_hash(records, other));
  std::vector<Split> three = split_by_hash({{"a", "N"}, {"b", "N"}, {"c", "N"}}, {});
  std::sort(three.begin(), three.end());
  EXPECT_EQ(three, (std::vector<Split>{Split::Train, Split::Validation, Split::Test}));
}

TEST(SplitCsv, ReadsWhatItWrites) {
  Dataset dataset;
  dataset.records = {{"A1", "N"}, {"train/2", "~"}, {"odd,name", "A"}};
  dataset.splits = {{{1}, {}, {0, 2}}};
  const std::string text = to_split_csv(dataset);
  EXPECT_EQ(text, "record,split,label\nA1,test,N\ntrain/2,train,~\n\"odd,name\",test,A\n");
  const Result<std::vector<SplitRow>> rows = parse_split_csv(text, "split.csv");
  ASSERT_TRUE(rows.ok());
  EXPECT_EQ(rows->at(2), (SplitRow{"odd,name", Split::Test, "A"}));
  const Result<AppliedSplit> applied = apply_split(*rows, dataset.records, "split.csv");
  ASSERT_TRUE(applied.ok());
  EXPECT_EQ(applied->splits, (std::vector<Split>{Split::Test, Split::Train, Split::Test}));
}

TEST(SplitCsv, RefusesWrongHeadersSplitsRepetitionsAndStrangers) {
  EXPECT_EQ(parse_split_csv("a,b,c\n", "s.csv").error().first().where, "s.csv:1");
  EXPECT_EQ(parse_split_csv("record,split,label\nx,tset,N\n", "s.csv").error().first().where, "s.csv:2");
  EXPECT_EQ(parse_split_csv("record,split,label\nx,test,N\nx,train,N\n", "s.csv").error().first().where,
            "s.csv:3");
  EXPECT_FALSE(apply_split({{"x", Split::Test, "N"}}, {{"y", "N"}}, "s.csv").ok());
  EXPECT_FALSE(apply_split({{"y", Split::Test, "A"}}, {{"y", "N"}}, "s.csv").ok());
  EXPECT_EQ(apply_split({{"y", Split::Test, "N"}}, {{"x", "N"}, {"y", "N"}}, "s.csv")->kept,
            (std::vector<std::size_t>{1}));
}

}  // namespace
}  // namespace knap::data
