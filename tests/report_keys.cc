#include "tests/report_keys.h"

#include <fmt/core.h>

#include <regex>

namespace knap::house {

namespace {

/// The first group of every match; matches may share a quote, as those of "a" "b" written without a blank.
void collect(const std::string& text, const std::regex& pattern, std::set<std::string>& words) {
  std::smatch match;
  for (auto from = text.cbegin(); std::regex_search(from, text.cend(), match, pattern);
       from = match[1].second)
    words.insert(match[1]);
}

bool lies_in(const std::string& path, const std::string& folder, const std::string& end) {
  return path.rfind(folder, 0) == 0 && path.size() > end.size() &&
         path.compare(path.size() - end.size(), end.size(), end) == 0;
}

std::string stem_of(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.find('.'));
}

/// The body of all_metrics(): its rows begin with the metric's name.
void collect_metrics(const SourceTree& tree, std::set<std::string>& words) {
  static const std::regex row("\\{\\s*\"(\\w+)\"\\s*,");
  const auto file = tree.find("src/app/flow/targets.cc");
  if (file == tree.end()) return;
  const std::size_t begin = file->second.find("all_metrics() {");
  if (begin == std::string::npos) return;
  collect(file->second.substr(begin, file->second.find("\n}", begin) - begin), row, words);
}

}  // namespace

std::set<std::string> schema_keys(const SourceTree& tree) {
  static const std::regex field("\\bf\\(\\s*\"(\\w+)\"");
  std::set<std::string> keys;
  for (const auto& [path, text] : tree)
    if (lies_in(path, "src/core/schema/", ".h")) collect(text, field, keys);
  return keys;
}

std::set<std::string> user_words(const SourceTree& tree, const SourceTree& pages) {
  static const std::regex row("\n\\| `(?:[\\w\\[\\]<>]+\\.)*(\\w+)`");
  static const std::regex choices("\\| (?:list of )?one of ([\\w, ]+) \\|"),
      word("(\\w+)");                                           // the type of a key
  std::set<std::string> words{"data", "json", "report", "ns"};  // the last is a unit that people read, too
  for (const auto& [path, text] : pages) {
    if (lies_in(path, "docs/toml/", ".md")) {
      words.insert(stem_of(path));
      collect(text, row, words);
      for (std::sregex_iterator list(text.begin(), text.end(), choices), end; list != end; ++list)
        collect((*list)[1].str(), word, words);
    }
    if (lies_in(path, "docs/verbs/", ".md")) words.insert(stem_of(path));
  }
  collect_metrics(tree, words);
  return words;
}

std::vector<Finding> check_report_keys(const SourceTree& tree, const SourceTree& pages) {
  static const std::regex literal("\"(\\w+)(?:\"|\\\\\"\\s*:)");  // "key", and \"key\": in a text of JSON
  const std::set<std::string> keys = schema_keys(tree);
  const std::set<std::string> free = user_words(tree, pages);
  std::vector<Finding> findings;
  for (const auto& [path, text] : tree) {
    if (path.rfind("src/app/", 0) != 0 || lies_in(path, "", "_test.cc")) continue;
    int number = 0;
    for (const std::string& line : lines_of(text)) {
      ++number;
      std::set<std::string> words;
      collect(line, literal, words);
      for (const std::string& word : words)
        if (keys.count(word) != 0 && free.count(word) == 0)
          findings.push_back(
              {"report-key", fmt::format("{}:{}", path, number),
               fmt::format("\"{}\" is a key of src/core/schema; fill and read its structs", word)});
    }
  }
  return findings;
}

}  // namespace knap::house
