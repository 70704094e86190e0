// docs/interfaces.md's tables are those of the structs.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "core/schema/interface.h"
#include "core/schema/report.h"
#include "core/schema/timing.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"

namespace knap::schema {
namespace {

template <class T>
std::string table_of() {
  std::string text = "| key | type | meaning |\n|---|---|---|\n";
  for (const FieldDoc& field : describe<T>())
    text += fmt::format("| `{}` | {} | {} |\n", field.name, field.type, field.doc);
  return text;
}

/// `page` with the table between "<!-- generated: NAME -->" and the next "<!-- end -->".
std::string with_table(const std::string& page, const std::string& name, const std::string& table) {
  const std::string begin = fmt::format("<!-- generated: {} -->\n", name);
  const std::size_t first = page.find(begin);
  const std::size_t end = page.find("<!-- end -->", first);
  if (first == std::string::npos || end == std::string::npos) return "no table of " + name;
  return page.substr(0, first + begin.size()) + table + page.substr(end);
}

TEST(Interfaces, TablesOfThePageAreThoseOfTheStructs) {
  const std::filesystem::path file =
      std::filesystem::path(get_env("KNAP_SOURCE_DIR").value_or(".")) / "docs/interfaces.md";
  const std::string stored = read_file(file).value();
  std::string page = with_table(stored, "report.json", table_of<Report>());
  page = with_table(page, "interface.json", table_of<Interface>());
  page = with_table(page, "constants.json", table_of<ConstantPlace>());
  page = with_table(page, "resources.json", table_of<NetlistCells>());
  page = with_table(page, "timing.json", table_of<Timing>());
  if (get_env("KNAP_UPDATE_GOLDEN")) ASSERT_TRUE(write_file(file, page).ok());
  EXPECT_EQ(read_file(file).value(), page)
      << "docs/interfaces.md is out of date; run this test with KNAP_UPDATE_GOLDEN=1";
}

TEST(Interfaces, EveryKeyHasAMeaning) {
  for (const FieldDoc& field : describe<Report>()) EXPECT_FALSE(field.doc.empty()) << field.name;
  for (const FieldDoc& field : describe<Interface>()) EXPECT_FALSE(field.doc.empty()) << field.name;
  for (const FieldDoc& field : describe<ConstantPlace>()) EXPECT_FALSE(field.doc.empty()) << field.name;
  for (const FieldDoc& field : describe<Timing>()) EXPECT_FALSE(field.doc.empty()) << field.name;
}

}  // namespace
}  // namespace knap::schema
