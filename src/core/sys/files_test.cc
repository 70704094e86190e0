#include "core/sys/files.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

#include "core/base/hash.h"

namespace knap {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  void SetUp() override {
    Result<TempFolder> folder = TempFolder::make();
    ASSERT_TRUE(folder.ok());
    folder_.emplace(*std::move(folder));
  }
  fs::path at(const std::string& name) const { return folder_->path() / name; }
  std::optional<TempFolder> folder_;
};

TEST_F(Files, WhatIsWrittenIsReadAndNothingElseIsLeft) {
  const std::string bytes("a\0b\n\xff", 5);
  ASSERT_TRUE(write_file(at("x/y/z.bin"), bytes).ok());
  EXPECT_EQ(*read_file(at("x/y/z.bin")), bytes);
  ASSERT_TRUE(write_file(at("x/y/z.bin"), "new").ok());
  EXPECT_EQ(*read_file(at("x/y/z.bin")), "new");
  EXPECT_EQ(*list_files(folder_->path()), (std::vector<std::string>{"x/y/z.bin"}));
  EXPECT_EQ(*hash_file(at("x/y/z.bin")), sha256("new"));
}

TEST_F(Files, AFailedReadNamesThePathAndTheReason) {
  const Result<std::string> missing = read_file(at("missing"), diag::kBadData);
  ASSERT_FALSE(missing.ok());
  EXPECT_TRUE(missing.error().is(diag::kBadData));
  EXPECT_EQ(missing.error().first().where, at("missing").string());
  EXPECT_EQ(missing.error().first().message, "cannot read: does not exist");
  EXPECT_EQ(read_file(folder_->path()).error().first().message, "cannot read: is a folder");
  ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
  EXPECT_FALSE(read_file(at("fifo")).ok());  // and does not hang
  EXPECT_FALSE(hash_file(at("missing")).ok());
  EXPECT_FALSE(list_files(at("missing")).ok());
}

TEST_F(Files, AFullDiskIsOneClearLineAndLeavesNoPart) {
  // A file size limit stands for a full disk: the write fails half way.
  ASSERT_TRUE(write_file(at("kept"), "old").ok());
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const Result<void> result = write_file(at("kept"), std::string(100000, 'x'));
    ::_exit(!result.ok() && result.error().is(diag::kFile) ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(*read_file(at("kept")), "old");
  EXPECT_EQ(list_files(folder_->path())->size(), 1u);  // no temporary file
}

TEST_F(Files, WritingWhereItIsImpossibleIsAnError) {
  ASSERT_TRUE(write_file(at("file"), "x").ok());
  EXPECT_FALSE(write_file(at("file") / "below", "x").ok());
  EXPECT_EQ(write_file(folder_->path(), "x").error().first().message, "cannot write: is a folder");
  EXPECT_FALSE(make_folders(at("file") / "below").ok());
  EXPECT_FALSE(rename_path(at("missing"), at("other")).ok());
  EXPECT_TRUE(remove_path(at("missing")).ok());
}

TEST_F(Files, ListsAreSortedAndLeaveHiddenNamesOut) {
  for (const char* name : {"b", "a", "c/d", ".hidden", ".git/x"}) ASSERT_TRUE(write_file(at(name), "").ok());
  EXPECT_EQ(*list_files(folder_->path()), (std::vector<std::string>{"a", "b", "c/d"}));
}

TEST_F(Files, AFolderIsLockedForOthersUntilItIsReleased) {
  const auto other_takes_it = [this] {
    const pid_t child = ::fork();
    if (child == 0) {
      const Result<FolderLock> lock = FolderLock::take(at("out"));
      ::_exit(lock.ok() ? 0 : lock.error().is(diag::kOutput) ? 1 : 2);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  };
  {
    const Result<FolderLock> lock = FolderLock::take(at("out"));
    ASSERT_TRUE(lock.ok());
    EXPECT_EQ(other_takes_it(), 1);
  }
  EXPECT_EQ(other_takes_it(), 0);
  ASSERT_TRUE(write_file(at("file"), "x").ok());
  EXPECT_TRUE(FolderLock::take(at("file")).error().is(diag::kOutput));
}

TEST_F(Files, ATemporaryFolderVanishesUnlessItIsKept) {
  fs::path gone, kept;
  {
    Result<TempFolder> folder = TempFolder::make(folder_->path());
    ASSERT_TRUE(folder.ok());
    gone = folder->path();
    ASSERT_TRUE(write_file(gone / "x", "x").ok());
    Result<TempFolder> other = TempFolder::make(folder_->path());
    ASSERT_TRUE(other.ok());
    kept = other->path();
    other->keep();
  }
  EXPECT_FALSE(fs::exists(gone));
  EXPECT_TRUE(fs::exists(kept));
}

TEST_F(Files, LeftoversOfAKilledProcessGoAndNothingElse) {
  const fs::path root = folder_->path() / "out";
  for (const char* name : {"report.json", "report.json.12.tmpAbC123", "rtl/top.sv", "rtl/top.sv.7.tmpaBcDeF",
                           "rtl/notes.tmp", ".knap.tmpQQQQQQ/rtl/top.sv", ".knap/plan.json"})
    ASSERT_TRUE(write_file(root / name, "x").ok());
  ASSERT_TRUE(remove_leftovers(root).ok());
  for (const char* name : {"report.json", "rtl/top.sv", "rtl/notes.tmp", ".knap/plan.json"})
    EXPECT_TRUE(is_file(root / name)) << name;
  for (const char* name : {"report.json.12.tmpAbC123", "rtl/top.sv.7.tmpaBcDeF", ".knap.tmpQQQQQQ"})
    EXPECT_FALSE(fs::exists(root / name)) << name;
  EXPECT_TRUE(remove_leftovers(root / "nowhere").ok());
}

}  // namespace
}  // namespace knap
