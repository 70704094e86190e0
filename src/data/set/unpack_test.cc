#include "data/set/unpack.h"

#include <gtest/gtest.h>

#include "core/base/diagnostics.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"
#include "core/sys/process.h"

namespace knap::data {
namespace {

/// A ZIP archive of two stored entries, set/a.txt ("one") and set/mark ("two"), made by a ZIP program.
constexpr unsigned char kZip[] = {
    0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0x00, 0x66, 0x8a, 0xca,
    0x11, 0x03, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x73, 0x65, 0x74, 0x2f,
    0x6d, 0x61, 0x72, 0x6b, 0x74, 0x77, 0x6f, 0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x21, 0x00, 0xf1, 0x86, 0x6c, 0x7a, 0x03, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x09,
    0x00, 0x00, 0x00, 0x73, 0x65, 0x74, 0x2f, 0x61, 0x2e, 0x74, 0x78, 0x74, 0x6f, 0x6e, 0x65, 0x50, 0x4b,
    0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0x00, 0x66, 0x8a, 0xca,
    0x11, 0x03, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x73, 0x65, 0x74, 0x2f, 0x6d, 0x61, 0x72,
    0x6b, 0x50, 0x4b, 0x01, 0x02, 0x14, 0x03, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x21, 0x00,
    0xf1, 0x86, 0x6c, 0x7a, 0x03, 0x00, 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x09, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x01, 0x29, 0x00, 0x00, 0x00, 0x73, 0x65, 0x74, 0x2f,
    0x61, 0x2e, 0x74, 0x78, 0x74, 0x50, 0x4b, 0x05, 0x06, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x02, 0x00,
    0x6d, 0x00, 0x00, 0x00, 0x53, 0x00, 0x00, 0x00, 0x00, 0x00,
};

TEST(Unpack, PutsTheEntriesBelowTheStrippedFolder) {
  const TempFolder folder = *TempFolder::make();
  const std::filesystem::path archive = folder.path() / "a.zip";
  ASSERT_TRUE(write_file(archive, {reinterpret_cast<const char*>(kZip), sizeof(kZip)}).ok());
  const PublishedFile file{.path = "a.zip",
                           .address = "",
                           .size_bytes = {},
                           .sha256 = "",
                           .unpack = Unpack::Zip,
                           .strip = "set/",
                           .marker = "mark"};
  const Result<void> done = unpack_archive(archive, file, folder.path(), Watch());
  ASSERT_TRUE(done.ok()) << to_string(done.error());
  EXPECT_EQ(*list_files(folder.path()), (std::vector<std::string>{"a.txt", "a.zip", "mark"}));
  EXPECT_EQ(*read_file(folder.path() / "a.txt"), "one");
}

TEST(Unpack, RefusesCorruptArchivesAndThoseWithoutTheMarker) {
  const TempFolder folder = *TempFolder::make();
  const std::filesystem::path archive = folder.path() / "a.zip";
  PublishedFile file{.path = "a.zip",
                     .address = "",
                     .size_bytes = {},
                     .sha256 = "",
                     .unpack = Unpack::Zip,
                     .strip = "set/",
                     .marker = "other"};
  ASSERT_TRUE(write_file(archive, {reinterpret_cast<const char*>(kZip), sizeof(kZip)}).ok());
  EXPECT_NE(unpack_archive(archive, file, folder.path(), Watch())
                .error()
                .first()
                .message.find("holds no set/other"),
            std::string::npos);
  file.marker = "mark";
  ASSERT_TRUE(write_file(archive, {reinterpret_cast<const char*>(kZip), sizeof(kZip) - 30}).ok());
  EXPECT_TRUE(unpack_archive(archive, file, folder.path(), Watch()).error().is(diag::kBadData));
  EXPECT_EQ(*list_files(folder.path()), (std::vector<std::string>{"a.zip"})) << "nothing is left behind";
}

TEST(Unpack, ReadsTarGzArchives) {
  if (!find_program("tar")) GTEST_SKIP() << "tool_or_skip: tar is not installed";
  const TempFolder folder = *TempFolder::make();
  ASSERT_TRUE(write_file(folder.path() / "set/data.bin", "bytes").ok());
  Command tar;
  tar.argv = {"tar", "-czf", "a.tar.gz", "set"};
  tar.working_folder = folder.path();
  ASSERT_EQ(run_process(tar, Watch())->exit_code, 0);
  const PublishedFile file{.path = "a.tar.gz",
                           .address = "",
                           .size_bytes = {},
                           .sha256 = "",
                           .unpack = Unpack::TarGz,
                           .strip = "set/",
                           .marker = "data.bin"};
  const Result<void> done = unpack_archive(folder.path() / "a.tar.gz", file, folder.path(), Watch());
  ASSERT_TRUE(done.ok()) << to_string(done.error());
  EXPECT_EQ(*read_file(folder.path() / "data.bin"), "bytes");
}

}  // namespace
}  // namespace knap::data
