#include "tests/source_tree.h"

#include <fmt/core.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace knap::house {

namespace {

constexpr std::string_view kBlank = " \t\v\f\r";

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::string_view skip_blank(std::string_view text) {
  const std::size_t start = text.find_first_not_of(kBlank);
  return start == std::string_view::npos ? std::string_view{} : text.substr(start);
}

bool take(std::string_view& text, std::string_view word) {
  if (text.substr(0, word.size()) != word) return false;
  text.remove_prefix(word.size());
  return true;
}

}  // namespace

std::string to_string(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings)
    text += fmt::format("{}: {} [{}]\n", finding.where, finding.what, finding.rule);
  return text;
}

SourceTree read_tree(const std::filesystem::path& root, const std::vector<std::string>& folders,
                     const std::vector<std::string>& extensions) {
  SourceTree tree;
  for (const std::string& folder : folders) {
    if (!std::filesystem::is_directory(root / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension().string();
      if (!entry.is_regular_file()) continue;
      if (std::find(extensions.begin(), extensions.end(), extension) == extensions.end()) continue;
      tree[std::filesystem::relative(entry.path(), root).generic_string()] = read_file(entry.path());
    }
  }
  return tree;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> includes;
  int number = 0;
  for (const std::string& line : lines_of(text)) {
    ++number;
    std::string_view rest = skip_blank(line);
    if (!take(rest, "#")) continue;
    rest = skip_blank(rest);
    if (!take(rest, "include_next") && !take(rest, "include") && !take(rest, "import")) continue;
    rest = skip_blank(rest);
    Include include{number, "", false};
    if (!rest.empty() && (rest.front() == '"' || rest.front() == '<')) {
      include.angled = rest.front() == '<';
      const std::size_t end = rest.find(include.angled ? '>' : '"', 1);
      if (end != std::string_view::npos) include.path = std::string(rest.substr(1, end - 1));
    }
    includes.push_back(include);
  }
  return includes;
}

std::string room_of(const std::string& path) {
  if (path.rfind("src/", 0) != 0) return "";
  const std::size_t end = path.rfind('/');
  return end <= 4 ? "" : path.substr(4, end - 4);
}

}  // namespace knap::house
