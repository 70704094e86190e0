#include "tests/flow/case.h"

#include <fmt/format.h>

namespace knap::flow {
namespace {

constexpr std::string_view kBlanks = " \t";

/// "| text", "- text" and "+ text"; an empty line of a block is its mark alone.
bool is_block_line(std::string_view line) {
  return !line.empty() && std::string_view("|-+").find(line.front()) != std::string_view::npos &&
         (line.size() == 1 || line[1] == ' ');
}

}  // namespace

std::string trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kBlanks) - first + 1));
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string take_word(std::string& text) {
  text = trim(text);
  std::string word;
  std::size_t at = 0;
  while (at < text.size() && kBlanks.find(text[at]) == std::string_view::npos) {
    const char mark = text[at];
    if (mark != '\'' && mark != '"') {
      word += text[at++];
      continue;
    }
    const std::size_t end = text.find(mark, at + 1);
    if (end == std::string::npos) throw BadCase(fmt::format("a quote without an end: {}", text));
    word += text.substr(at + 1, end - at - 1);
    at = end + 1;
  }
  text = trim(std::string_view(text).substr(at));
  return word;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  for (std::string rest = trim(text); !rest.empty();) words.push_back(take_word(rest));
  return words;
}

std::vector<Step> parse_steps(std::string_view text) {
  std::vector<Step> steps;
  int number = 0;
  for (const std::string& raw : split_lines(text)) {
    ++number;
    const std::size_t first = raw.find_first_not_of(kBlanks);
    if (first == std::string::npos || raw[first] == '#') continue;
    const std::string line = raw.substr(first);
    if (is_block_line(line)) {
      if (steps.empty()) throw BadCase(fmt::format("{}: a marked line before the first step", number));
      steps.back().block.push_back(line);
      continue;
    }
    Step step{number, {}, trim(line), {}};
    const std::size_t end = std::min(step.rest.find_first_of(kBlanks), step.rest.size());
    step.verb = step.rest.substr(0, end);
    step.rest = trim(std::string_view(step.rest).substr(end));
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace knap::flow
