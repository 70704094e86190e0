#include "app/config/docs.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/sys/environment.h"
#include "core/sys/files.h"

namespace knap::app {
namespace {

TEST(Docs, PagesUnderDocsAreThoseOfTheProgram) {
  const std::filesystem::path root = std::filesystem::path(get_env("KNAP_SOURCE_DIR").value_or(".")) / "docs";
  const bool is_update = get_env("KNAP_UPDATE_GOLDEN").has_value();
  for (const auto& [name, text] : generated_pages()) {
    if (is_update) {
      ASSERT_TRUE(make_folders((root / name).parent_path()).ok());
      ASSERT_TRUE(write_file(root / name, text).ok());
    }
    const Result<std::string> stored = read_file(root / name);
    ASSERT_TRUE(stored.ok()) << name;
    EXPECT_EQ(*stored, text) << "docs/" << name << " is out of date; run this test with KNAP_UPDATE_GOLDEN=1";
  }
}

}  // namespace
}  // namespace knap::app
