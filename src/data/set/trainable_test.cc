#include "data/set/trainable.h"

#include <gtest/gtest.h>

namespace knap::data {
namespace {

DataOptions own() {
  DataOptions options;
  options.kind = DataKind::Csv;
  options.path = "d.csv";
  return options;
}

/// What is said of records of the classes a and b in these splits, such as "at bv": an a to train, a b to
/// validate.
std::string refusal(const std::vector<std::string>& records, const DataOptions& options = own()) {
  Dataset dataset;
  dataset.classes = {"a", "b"};
  for (const std::string& record : records) {
    const Split split = record[1] == 't' ? Split::Train : record[1] == 'v' ? Split::Validation : Split::Test;
    dataset.splits[static_cast<std::size_t>(split)].push_back(
        static_cast<std::uint32_t>(dataset.records.size()));
    dataset.records.push_back({"r", record.substr(0, 1), record[0] - 'a'});
  }
  const Result<void> checked = check_trainable(dataset, options);
  return checked.ok() ? "fits" : to_string(checked.error());
}

TEST(Trainable, EveryClassIsTrainedAndValidatedAndSomethingTested) {
  EXPECT_EQ(refusal({"at", "av", "bt", "bv", "be"}), "fits");
  EXPECT_EQ(refusal({"at", "av", "be", "bv", "bv"}),
            "data.test_fraction: class 'b' has 3 records, none of them to train with; lower test_fraction or "
            "validation_fraction [impossible]");
  EXPECT_EQ(refusal({"at", "av", "bt"}),
            "d.csv: class 'b' has 1 record, none of them to validate with; at least 3 are needed, or a "
            "data.split_file [bad-data]");
  EXPECT_EQ(refusal({"at", "av", "bt", "bv"}).find("data.test_fraction: no record is left to test with"), 0U);
}

TEST(Trainable, WhatDecidesAboutTheSplitIsNamed) {
  DataOptions options = own();
  options.split_file = "s.csv";
  EXPECT_EQ(refusal({"at", "av", "be", "be"}, options),
            "s.csv: class 'b' has 2 records, none of them to train with [bad-data]");
  options.limit = 1;
  EXPECT_EQ(refusal({"at", "av", "ae"}, options),
            "data.limit: class 'b' has 0 records, none of them to train with; raise the limit, or 0 = all "
            "[impossible]");
  EXPECT_EQ(refusal({"ae", "be"}, {}).find("data.name: class 'a' has 1 record, none of them to train"), 0U);
}

}  // namespace
}  // namespace knap::data
