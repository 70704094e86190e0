// Case: a *.flow file as steps, one per line; README.md says what each of them does.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace knap::flow {

/// A mistake in the case itself, such as an unknown word: never a finding about the program.
struct BadCase : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One line of a case and the block of marked lines below it.
struct Step {
  int line = 0;
  std::string verb;                ///< its first word
  std::string rest;                ///< what follows, without blanks on either side
  std::vector<std::string> block;  ///< lines that begin with "| ", "- " or "+ ", mark included
};

/// Lines that are empty or begin with # are left out. BadCase names the line of a block that belongs to
/// nothing.
std::vector<Step> parse_steps(std::string_view text);

std::string trim(std::string_view text);
/// Words between blanks; '...' and "..." hold words with blanks, and nothing is special inside of them.
std::vector<std::string> split_words(std::string_view text);
/// Takes the first word (or quoted text) off `text`.
std::string take_word(std::string& text);
std::vector<std::string> split_lines(std::string_view text);

}  // namespace knap::flow
