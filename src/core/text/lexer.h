// Lexer: the tokens of our text forms, with positions and helpers that say what was expected.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/text/value.h"

namespace knap {

struct Token {
  enum class Kind {
    Word,     ///< [A-Za-z_][A-Za-z0-9_]*, parts joined by single dots: stage.out
    Integer,  ///< -?[0-9]+ or -?0x[0-9a-f]+, within 64 bits signed
    Real,     ///< with a point or an exponent: -1.5e-3
    Text,     ///< "..." with \" \\ \n \t and \xHH
    Mark,     ///< one punctuation character, or one of -> == <= >= != << >> :: ..
    End,
    Bad,  ///< what is no token; `text` says why
  };
  Kind kind = Kind::End;
  std::string text;  ///< as written; of Text: its content
  std::int64_t integer = 0;
  double real = 0;  ///< of Integer too
  Position position;
};

/// Reads tokens one after the other. White space separates, `#` begins a comment up to the end of the line.
class Lexer {
 public:
  /// `text` must outlive the lexer; `where` is the file's name for messages.
  Lexer(std::string_view text, std::string where);

  /// The next token, which stays.
  const Token& peek() const { return next_; }
  Token take();
  bool is_at_end() const { return next_.kind == Token::Kind::End; }

  /// Is the next token this word or mark?
  bool is_next(std::string_view word_or_mark) const;
  /// Takes it if it is.
  bool try_take(std::string_view word_or_mark);
  /// Takes it, or says that it was expected.
  Result<void> expect(std::string_view word_or_mark);
  Result<std::string> expect_word();
  Result<std::int64_t> expect_integer();
  Result<std::int64_t> expect_integer(std::int64_t low, std::int64_t high);
  Result<double> expect_number();
  Result<std::string> expect_text();
  Result<void> expect_end();

  /// kSyntax at the next token (a Bad token's own reason comes first).
  Error error(const std::string& message) const;
  Error error_at(Position position, const std::string& message) const;

 private:
  void advance();
  void skip_space();
  void read_word();
  void read_number();
  void read_text();
  void read_mark();
  void fail(const std::string& reason);
  char at(std::size_t offset) const { return here_ + offset < text_.size() ? text_[here_ + offset] : '\0'; }
  void step(std::size_t count);

  std::string_view text_;
  std::string where_;
  std::size_t here_ = 0;
  Position position_{1, 1};
  Token next_;
};

/// The text in quotes as the lexer reads it back, on one line.
std::string quote_text(std::string_view text);

}  // namespace knap
