// The generated tables of core/base/sources.h against the tree from which they were made.
#include "core/base/sources.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/hash.h"

namespace knap {
namespace {

std::filesystem::path root() {
  const char* folder = std::getenv("KNAP_SOURCE_DIR");
  return folder != nullptr ? folder : ".";
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool is_listed(const std::string& path) {
  return std::any_of(source_files().begin(), source_files().end(),
                     [&](const SourceFile& file) { return file.path == path; });
}

TEST(SourceTables, HashesAreThoseOfTheFilesInOrder) {
  ASSERT_GT(source_files().size(), 300U);
  for (const SourceFile& file : source_files())
    EXPECT_EQ(file.sha256, sha256(bytes_of(root() / file.path))) << file.path;
  EXPECT_TRUE(std::is_sorted(source_files().begin(), source_files().end(),
                             [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; }));
}

TEST(SourceTables, EverySourceAndEmbeddedFileIsListedAndNoTestIs) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root() / "src")) {
    const std::string path = std::filesystem::relative(entry.path(), root()).generic_string();
    const std::string extension = entry.path().extension().string();
    const bool is_test = path.ends_with("_test.cc") || path.ends_with("_fuzz.cc");
    if (extension == ".cc" || extension == ".h" || extension == ".v" || extension == ".sv") {
      EXPECT_EQ(is_listed(path), !is_test) << path;
    }
  }
  EXPECT_TRUE(is_listed("src/app/report/page/page.html"));
}

TEST(SourceTables, EveryRoomWithFilesHasItsRow) {
  for (const SourceFile& file : source_files()) {
    const std::string_view below = file.path.substr(4);
    const std::string_view room = below.substr(0, below.find('/', below.find('/') + 1));
    EXPECT_TRUE(std::any_of(room_rows().begin(), room_rows().end(), [&](const RoomRow& row) {
      return row.room == room;
    })) << file.path;
  }
  const std::string_view all[] = {"app/cli", "hw/prim"};
  EXPECT_EQ(hash_of_rooms(all).size(), 64U);
}

}  // namespace
}  // namespace knap
