#include <gtest/gtest.h>

#include "data/set/raw_set.h"

namespace knap::data {
namespace {

TEST(SyntheticSet, HasTheRecordsLengthsAndSharesAskedFor) {
  DataOptions options;
  options.records = 10;
  options.seconds = 2;
  options.fibrillation_share = 0.3;
  const RawSet raw = make_synthetic(options);
  ASSERT_EQ(raw.records.size(), 10u);
  int fibrillations = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ(raw.records[i].length, 600u);
    EXPECT_EQ(raw.records[i].first, 600 * i);
    fibrillations += raw.records[i].label == "A";
  }
  EXPECT_EQ(fibrillations, 3);
  EXPECT_EQ(size(raw.samples), 6000u);
  EXPECT_TRUE(raw.is_series);
  EXPECT_EQ(raw.rate_hz, 300);
}

}  // namespace
}  // namespace knap::data
