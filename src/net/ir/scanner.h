// Scanner: the characters of a graph's text with their positions, and the values of its attributes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/text/value.h"

namespace knap::net {

/// Works on one text; newlines end a line, blanks separate, # begins a comment.
class Scanner {
 public:
  Scanner(std::string_view text, std::string where) : text_(text), where_(std::move(where)) {}

  /// Skips blanks and comments within the line.
  void skip_blanks();
  /// Skips to the first character of the next line that is not empty; false at the end of the text.
  bool next_line();
  /// Skips the rest of the line (to go on after an error).
  void skip_line();
  bool at_line_end();
  bool accept(char c);
  Result<void> expect(char c);
  Result<void> expect_line_end();
  /// [A-Za-z0-9_./+-] and, after <, anything up to >: names, numbers, "fixed<8,3>", "28x28x1", hashes.
  Result<std::string> word(const char* what);
  Result<std::string> quoted();
  /// A word (std::string), [array] or {name=value, ...}; nested at most 8 deep.
  Result<Value> value(int depth = 0);
  /// The inside of {name=value, ...}, from the opening brace.
  Result<ValueTable> table(int depth = 0);

  Position position() const { return position_; }
  Error error(Position at, std::string message) const;
  Error error(const DiagnosticKind& kind, Position at, std::string message) const;

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool at_end() const { return at_ >= text_.size(); }
  void advance();

  std::string_view text_;
  std::string where_;
  std::size_t at_ = 0;
  Position position_{1, 1};
};

}  // namespace knap::net
