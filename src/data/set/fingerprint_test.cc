#include "data/set/fingerprint.h"

#include <gtest/gtest.h>

#include "core/sys/files.h"

namespace knap::data {
namespace {

class FingerprintTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.kind = DataKind::Csv;
    options_.path = (folder_.path() / "d.csv").string();
    put("d.csv", "1,2,a\n");
  }
  void put(const char* name, const std::string& text) {
    ASSERT_TRUE(write_file(folder_.path() / name, text).ok());
  }
  std::string now() { return fingerprint(options_, {}).value(); }
  TempFolder folder_ = TempFolder::make().value();
  DataOptions options_;
};

TEST_F(FingerprintTest, ChangesWithTheFileTheOptionsAndTheSplit) {
  const std::string first = now();
  EXPECT_EQ(now(), first);
  put("d.csv", "1,3,a\n");
  const std::string second = now();
  EXPECT_NE(second, first);
  options_.split_seed = 2;
  const std::string third = now();
  EXPECT_NE(third, second);
  put("split.csv", "record,split,label\n");
  options_.split_file = (folder_.path() / "split.csv").string();
  const std::string fourth = now();
  put("split.csv", "record,split,label\nd/0,train,a\n");
  EXPECT_NE(now(), fourth);
}

TEST_F(FingerprintTest, OfAFolderChangesWithAnyFileInIt) {
  options_.kind = DataKind::Wfdb;
  options_.path = folder_.path().string();
  const std::string first = now();
  put("a.hea", "x");
  EXPECT_NE(now(), first);
}

TEST_F(FingerprintTest, DataThatAreNotThereHaveNone) {
  options_.path = (folder_.path() / "no.csv").string();
  EXPECT_FALSE(fingerprint(options_, {}).ok());
  options_ = {};
  options_.name = "mnist";
  EXPECT_FALSE(fingerprint(options_, {}).ok());
  EXPECT_FALSE(fingerprint(options_, folder_.path()).ok());
}

TEST_F(FingerprintTest, OfGeneratedDataIsThatOfTheirOptions) {
  options_ = {};
  options_.name = "synthetic_ecg";
  const std::string first = now();
  options_.records = 24;
  EXPECT_NE(now(), first);
}

}  // namespace
}  // namespace knap::data
