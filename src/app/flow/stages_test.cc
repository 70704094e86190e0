#include "app/flow/stages.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

#include "app/config/config.h"
#include "core/base/sources.h"
#include "core/sys/environment.h"
#include "core/sys/files.h"

namespace knap::app {
namespace {

/// Both tables, row by row.
std::vector<StageRow> all_rows() {
  std::vector<StageRow> rows = stage_table();
  rows.insert(rows.end(), compress_stage_table().begin(), compress_stage_table().end());
  return rows;
}

/// Rooms whose code holds a stage together, but decides about none of its outputs.
const std::set<std::string> kGlue = {"core/base", "core/sys", "core/text", "core/schema", "app/config"};

/// "layer/room/x.h" of the #include lines of a file of src/.
std::vector<std::string> includes_of(const std::string& file) {
  const std::string root = get_env("KNAP_SOURCE_DIR").value_or(".") + "/src/";
  std::istringstream lines(read_file(root + file).value());
  static const std::regex include(R"re(#include "([^"]+)")re");
  std::vector<std::string> found;
  std::smatch match;
  for (std::string line; std::getline(lines, line);)
    if (std::regex_match(line, match, include)) found.push_back(match[1]);
  return found;
}

std::string room_of(const std::string& file) { return file.substr(0, file.rfind('/')); }

/// The rooms that `roots` may include, themselves among them.
std::set<std::string> closure(const std::vector<std::string_view>& roots) {
  std::set<std::string> rooms(roots.begin(), roots.end());
  for (std::size_t before = 0; before != rooms.size();) {
    before = rooms.size();
    for (const RoomRow& row : room_rows()) {
      if (rooms.count(std::string(row.room)) == 0) continue;
      std::istringstream words{std::string(row.may_include)};
      for (std::string room; words >> room;) rooms.insert(room);
    }
  }
  return rooms;
}

TEST(StageTable, NamesAreUnique) {
  for (const auto* table : {&stage_table(), &compress_stage_table(), &taught_stage_table()}) {
    std::set<std::string_view> names;
    for (const StageRow& row : *table) EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
}

TEST(StageTable, SectionsAreThoseOfTheConfiguration) {
  Config with_all;
  with_all.compress.emplace();
  const Value config = to_value(with_all);
  for (const StageRow& row : all_rows()) {
    for (const std::string_view section : row.sections) {
      const Value* found = config.find(section.substr(0, section.find('.')));
      ASSERT_NE(found, nullptr) << row.name << " reads [" << section << "]";
      if (section.find('.') != std::string_view::npos) {
        EXPECT_NE(found->find(section.substr(section.find('.') + 1)), nullptr) << row.name << ": " << section;
      }
    }
    EXPECT_TRUE(row.prepare) << row.name;
  }
}

void expect_written_before(const std::vector<StageRow>& table) {
  std::vector<std::string> written;
  for (const StageRow& row : table) {
    std::vector<std::string_view> inputs = row.inputs;
    inputs.insert(inputs.end(), row.examined.begin(), row.examined.end());
    for (const std::string_view input : inputs) {
      bool is_known = false;
      for (const std::string& output : written)
        is_known |= input == output || input.substr(0, output.size() + 1) == output + "/";
      EXPECT_TRUE(is_known) << row.name << " reads " << input;
    }
    written.insert(written.end(), row.outputs.begin(), row.outputs.end());
  }
}

TEST(StageTable, WhatAStageReadsWasWrittenByAnEarlierOne) {
  for (const auto* table : {&stage_table(), &compress_stage_table(), &taught_stage_table()})
    expect_written_before(*table);
}

TEST(StageTable, SourcesCoverWhatTheStagesFilesInclude) {
  for (const StageRow& row : all_rows()) {
    EXPECT_EQ(hash_of_rooms(row.sources).size(), 64U) << row.name;
    const std::set<std::string> rooms = closure(row.sources);
    std::set<std::string> listed(row.sources.begin(), row.sources.end());
    for (const std::string_view source : row.sources) {
      if (source.find(".cc") == std::string_view::npos) continue;
      for (const std::string& include : includes_of(std::string(source))) {
        const std::string room = room_of(include);
        if (room == "app/flow") continue;  // files of its own, by hand
        EXPECT_TRUE(rooms.count(room) > 0 || kGlue.count(room) > 0)
            << row.name << ": " << source << " includes " << include << ", which is none of its sources";
      }
    }
  }
}

TEST(StageTable, TheTrainingHangsOnNoHardware) {
  for (const StageRow& row : stage_table()) {
    if (row.name != "train") continue;
    for (const std::string& room : closure(row.sources))
      EXPECT_TRUE(room.rfind("hw/", 0) != 0 && room.rfind("map/", 0) != 0 && room.rfind("eda/", 0) != 0)
          << "a change of " << room << " would train anew";
  }
}

}  // namespace
}  // namespace knap::app
