#include "tests/flow/steps.h"

#include <fmt/format.h>

#include <algorithm>

namespace knap::flow {

const Word* find_word(std::string_view name) {
  for (const std::vector<Word>* words : {&make_words(), &command_words(), &expect_words()})
    for (const Word& word : *words)
      if (word.name == name) return &word;
  return nullptr;
}

void check_steps(const std::vector<Step>& steps) {
  bool has_command = false;
  for (const Step& step : steps) {
    const auto refuse = [&step](const std::string& why) {
      throw BadCase(fmt::format("{}: '{}' {}", step.line, step.verb, why));
    };
    const Word* word = find_word(step.verb);
    if (word == nullptr) refuse("is no word of the language; see tests/flow/README.md");
    has_command = has_command || step.verb == "knap";
    if (word->kind == StepKind::Expect && !has_command) refuse("stands before the first command");
    const std::string_view marks = word->block == BlockKind::Text     ? "|"
                                   : word->block == BlockKind::Change ? "-+"
                                                                      : "";
    if (std::any_of(step.block.begin(), step.block.end(), [marks](const std::string& line) {
          return marks.find(line.front()) == std::string_view::npos;
        }))
      refuse("takes no such marked lines");
  }
  if (!has_command) throw BadCase("1: a case without a command proves nothing");
}

}  // namespace knap::flow
