#include "core/sys/stamp.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/files.h"

namespace knap {
namespace {

TEST(StampOf, IsKeptByReadingAndChangedByWriting) {
  const TempFolder folder = TempFolder::make().value();
  const std::filesystem::path file = folder.path() / "a.txt";
  ASSERT_TRUE(write_file(file, "one").ok());
  const std::string before = stamp_of(file).value();
  ASSERT_TRUE(read_file(file).ok());
  EXPECT_EQ(stamp_of(file).value(), before);
  ASSERT_TRUE(write_file(file, "two").ok());
  EXPECT_NE(stamp_of(file).value(), before) << "another inode";
}

TEST(StampOf, AnOldTimeDoesNotHideAChange) {
  const TempFolder folder = TempFolder::make().value();
  const std::filesystem::path file = folder.path() / "a.txt";
  ASSERT_TRUE(write_file(file, "one").ok());
  const std::string before = stamp_of(file).value();
  const auto time = std::filesystem::last_write_time(file);
  ASSERT_TRUE(write_file(file, "two").ok());
  std::filesystem::last_write_time(file, time);
  EXPECT_NE(stamp_of(file).value(), before);
}

TEST(StampOf, WhatIsNotThereHasNone) {
  const auto stamp = stamp_of("/nowhere/at/all");
  ASSERT_FALSE(stamp.ok());
  EXPECT_TRUE(stamp.error().is(diag::kFile));
}

}  // namespace
}  // namespace knap
