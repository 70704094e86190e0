// The words of the language: one row per first word of a line.
#pragma once

#include <string_view>
#include <vector>

#include "tests/flow/case.h"
#include "tests/flow/context.h"

namespace knap::flow {

/// What a step says about the command above it, or what it makes.
enum class StepKind { Make, Command, Expect };

/// Which marked lines may stand below a step.
enum class BlockKind { None, Text, Change };

/// One word. `run` throws BadCase, Unmet or Skipped.
struct Word {
  std::string_view name;
  StepKind kind;
  BlockKind block;
  void (*run)(Context&, const Step&);
};

/// base, needs, write, append, bytes, table, copy, remove, replace, swap, flip: tests/flow/make.cc.
const std::vector<Word>& make_words();
/// knap, cd, tool, without: tests/flow/command.cc.
const std::vector<Word>& command_words();
/// exit, errors, error, log, stdout, stderr, output, report, json, file, folder, remember:
/// tests/flow/expect.cc.
const std::vector<Word>& expect_words();

/// The row of a word; null when there is none.
const Word* find_word(std::string_view name);
/// BadCase with the line of the first step that no word stands for, whose block does not fit, or that expects
/// something before the first command.
void check_steps(const std::vector<Step>& steps);

}  // namespace knap::flow
