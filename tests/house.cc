#include "tests/house.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>

namespace knap::house {

namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

bool begins_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

int columns_of(std::string_view line) {
  return static_cast<int>(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// What a room needs a right to. Patterns are looked for outside comments; `rooms` are prefixes, separated by
/// blanks.
struct Effect {
  std::string_view what;
  std::string_view pattern;
  std::string_view rooms;
};

constexpr std::array kEffects = {
    Effect{"files",
           R"(\bstd::(o|i)?fstream\b|\bfopen\(|\bstd::filesystem::(create|remove|rename|copy|resize))",
           "core/sys data/set learn/ eda/ app/"},
    Effect{"threads", R"(\bstd::(thread|jthread|async)\b)", "core/base core/sys"},
    Effect{"the clock", R"(\bstd::chrono::(system|steady|high_resolution)_clock\b|\bstd::time\()",
           "core/sys core/base data/set learn/ eda/ verify/ app/"},
    Effect{"the environment", R"(\b(secure_)?getenv\()", "core/sys"},
    Effect{"printing", R"(\bstd::(cout|cerr|clog)\b|[^\w:]f?printf\(|\bfmt::print\(|\bputs\()", "app/cli"},
    Effect{"exit", R"(\b(std::)?(_?exit|quick_exit|abort)\()", "core/sys app/cli"},
    Effect{"std:: randomness",
           R"(\bstd::(mt19937|minstd|default_random_engine|random_device|rand\(|\w+_distribution|shuffle\())",
           "-"},
};

bool may(std::string_view rooms, std::string_view room) {
  const std::string folder = std::string(room) + "/";
  for (std::size_t start = 0; start < rooms.size();) {
    const std::size_t end = std::min(rooms.find(' ', start), rooms.size());
    if (begins_with(folder, rooms.substr(start, end - start))) return true;
    start = end + 1;
  }
  return false;
}

/// Goes through one file line by line; knows whether it is inside a table, a raw string or a comment.
class StyleCheck {
 public:
  StyleCheck(const std::string& path, std::vector<Finding>& findings) : path_(path), findings_(findings) {}

  void run(const std::string& text) {
    const std::vector<std::string> lines = lines_of(text);
    if (lines.size() > kMaxLines)
      add("long-file", 0, fmt::format("{} lines; split it, at most {} are allowed", lines.size(), kMaxLines));
    if (ends_with(path_, ".h")) check_header(lines, text);
    for (const std::string& line : lines) {
      ++number_;
      const bool was_raw = raw_;
      check_marks(line);
      follow(line);
      if (!table_ && !raw_ && !was_raw && columns_of(line) > kMaxColumns)
        add("long-line", number_,
            fmt::format("{} columns; at most {} are allowed", columns_of(line), kMaxColumns));
      if (is_room_source() && !was_raw) check_effects(line.substr(0, line.find("//")));
    }
  }

 private:
  bool is_room_source() const {
    return begins_with(path_, "src/") && !ends_with(path_, "_test.cc") && !ends_with(path_, "_fuzz.cc");
  }

  void check_header(const std::vector<std::string>& lines, const std::string& text) {
    if (lines.empty() || !begins_with(lines.front(), "// "))
      add("header", 1, "the first line says what the header gives");
    if (text.find("#pragma once") == std::string::npos) add("header", 1, "no #pragma once");
    static const std::regex using_namespace(R"((^|\n)\s*using\s+namespace\b)");
    if (std::regex_search(text, using_namespace)) add("header", 1, "using namespace in a header");
  }

  void check_marks(const std::string& line) {
    static const std::regex mark(
        "TO"
        "DO|FIX"
        "ME|XX"
        "X|HA"
        "CK");
    static const std::regex excuse("#[0-9]+|ADR");
    if (std::regex_search(line, mark) && !std::regex_search(line, excuse))
      add("mark", number_, "an unfinished mark without an issue number or ADR");
    static const std::regex skip(
        "GTEST_"
        "SKIP|DIS"
        "ABLED_");
    static const std::regex reason("KNAP_DATA_DIR|tool_or_skip");
    if (std::regex_search(line, skip) && !std::regex_search(line, reason))
      add("skip", number_, "a test may be skipped only for want of KNAP_DATA_DIR or by tool_or_skip");
  }

  void follow(const std::string& line) {
    if (line.find("// clang-format off") != std::string::npos) table_ = true;
    if (line.find("// clang-format on") != std::string::npos) table_ = false;
    std::size_t at = 0;
    while (at < line.size()) {
      if (raw_) {
        const std::size_t end = line.find(raw_end_, at);
        if (end == std::string::npos) return;
        raw_ = false;
        at = end + raw_end_.size();
        continue;
      }
      const std::size_t start = line.find("R\"", at);
      const std::size_t open = start == std::string::npos ? start : line.find('(', start);
      if (open == std::string::npos) return;
      raw_ = true;
      raw_end_ = ")" + line.substr(start + 2, open - start - 2) + "\"";
      at = open + 1;
    }
  }

  void check_effects(const std::string& code) {
    static const std::vector<std::regex> patterns = [] {
      std::vector<std::regex> made;
      for (const Effect& effect : kEffects) made.emplace_back(std::string(effect.pattern));
      return made;
    }();
    if (code.find_first_not_of(" }") == std::string::npos) return;
    for (std::size_t i = 0; i < kEffects.size(); ++i)
      if (!may(kEffects[i].rooms, room_of(path_)) && std::regex_search(code, patterns[i]))
        add("effect", number_,
            fmt::format("{} in {}: {}", kEffects[i].what, room_of(path_), kEffects[i].rooms));
  }

  void add(std::string rule, int line, std::string what) {
    findings_.push_back(
        {std::move(rule), line == 0 ? path_ : fmt::format("{}:{}", path_, line), std::move(what)});
  }

  const std::string& path_;
  std::vector<Finding>& findings_;
  int number_ = 0;
  bool table_ = false;
  bool raw_ = false;
  std::string raw_end_;
};

}  // namespace

std::vector<Finding> check_style(const SourceTree& tree) {
  std::vector<Finding> findings;
  for (const auto& entry : tree) StyleCheck(entry.first, findings).run(entry.second);
  return findings;
}

std::vector<Finding> check_tested(const SourceTree& tree) {
  int sources = 0;
  int tested = 0;
  std::string untested;
  for (const auto& entry : tree) {
    const std::string& path = entry.first;
    if (!begins_with(path, "src/") || !ends_with(path, ".cc") || ends_with(path, "_test.cc")) continue;
    if (room_of(path) == "app/cli" || ends_with(path, "/main.cc")) continue;
    ++sources;
    const bool has = tree.count(path.substr(0, path.size() - 3) + "_test.cc") != 0;
    tested += has ? 1 : 0;
    if (!has) untested += " " + path.substr(4);
  }
  if (tested >= kTestedShare * sources) return {};
  return {{"untested", "src",
           fmt::format("{} of {} x.cc have an x_test.cc; without:{}", tested, sources, untested)}};
}

}  // namespace knap::house
