#include "eda/tool/version_cache.h"

#include <gtest/gtest.h>

#include "core/sys/files.h"

namespace knap::eda {
namespace {

class VersionCacheTest : public testing::Test {
 protected:
  void SetUp() override { put("yosys", "#!/bin/sh\n"); }
  void put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(write_file(folder_.path() / name, text).ok());
  }
  TempFolder folder_ = TempFolder::make().value();
  std::filesystem::path file_ = folder_.path() / "cache" / "tools.json", program_ = folder_.path() / "yosys";
};

TEST_F(VersionCacheTest, RemembersAcrossProcesses) {
  EXPECT_EQ(VersionCache(file_).find(program_), std::nullopt);
  VersionCache(file_).add(program_, "0.23");
  EXPECT_EQ(VersionCache(file_).find(program_), "0.23");
}

TEST_F(VersionCacheTest, AProgramThatChangedIsNotKnown) {
  VersionCache cache(file_);
  cache.add(program_, "0.23");
  put("yosys", "#!/bin/sh\n# other\n");
  EXPECT_EQ(cache.find(program_), std::nullopt) << "its size";
  cache.add(program_, "0.24");
  EXPECT_EQ(VersionCache(file_).find(program_), "0.24");
  std::filesystem::last_write_time(program_,
                                   std::filesystem::last_write_time(program_) + std::chrono::seconds(2));
  EXPECT_EQ(cache.find(program_), std::nullopt) << "its time of change";
  EXPECT_EQ(cache.find(folder_.path() / "none"), std::nullopt);
}

TEST_F(VersionCacheTest, ABrokenFileOrNoneIsEmpty) {
  put("cache/tools.json", "{\"tools\": [{\"path\": 3}]}");
  EXPECT_EQ(VersionCache(file_).find(program_), std::nullopt);
  VersionCache nowhere({});
  nowhere.add(program_, "0.23");
  EXPECT_EQ(nowhere.find(program_), "0.23") << "as long as it lives";
}

}  // namespace
}  // namespace knap::eda
