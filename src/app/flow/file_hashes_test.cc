#include "app/flow/file_hashes.h"

#include <gtest/gtest.h>

#include "core/sys/files.h"

namespace knap::app {
namespace {

class FileHashesTest : public ::testing::Test {
 protected:
  void put(const char* name, const std::string& text) {
    ASSERT_TRUE(write_file(folder_.path() / name, text).ok());
  }
  std::string hash(const std::vector<std::string_view>& names) {
    return hashes_.tree(folder_.path(), names).value();
  }
  TempFolder folder_ = TempFolder::make().value();
  FileHashes hashes_;
};

TEST_F(FileHashesTest, FilesFoldersAndAbsenceDiffer) {
  const std::string absent = hash({"rtl"});
  put("rtl/a.sv", "x");
  const std::string one = hash({"rtl"});
  EXPECT_NE(one, absent);
  put("rtl/b.sv", "x");
  EXPECT_NE(hash({"rtl"}), one);
  ASSERT_TRUE(remove_path(folder_.path() / "rtl/b.sv").ok());
  EXPECT_EQ(hash({"rtl"}), one);
}

TEST_F(FileHashesTest, AChangeOfTheSameLengthIsSeenAtOnce) {
  put("a.txt", "one");
  const std::string before = hash({"a.txt"});
  put("a.txt", "two");
  EXPECT_NE(hash({"a.txt"}), before);
  put("a.txt", "one");
  EXPECT_EQ(hash({"a.txt"}), before);
}

}  // namespace
}  // namespace knap::app
