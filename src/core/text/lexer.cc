#include "core/text/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
int hex_value(char c) { return is_digit(c) ? c - '0' : (c | 32) - 'a' + 10; }

constexpr std::array<std::string_view, 9> kLongMarks = {"->", "==", "<=", ">=", "!=", "<<", ">>", "::", ".."};

std::string describe_token(const Token& token) {
  if (token.kind == Token::Kind::End) return "the end of the text";
  constexpr std::size_t kShown = 40;
  const std::string shown = token.text.size() > kShown ? token.text.substr(0, kShown) + "..." : token.text;
  return token.kind == Token::Kind::Text ? quote_text(shown) : fmt::format("'{}'", shown);
}

}  // namespace

Lexer::Lexer(std::string_view text, std::string where) : text_(text), where_(std::move(where)) { advance(); }

Token Lexer::take() {
  if (next_.kind == Token::Kind::Bad) return next_;
  Token token = std::move(next_);
  advance();
  return token;
}

void Lexer::step(std::size_t count) {
  for (; count > 0 && here_ < text_.size(); --count, ++here_) {
    if (text_[here_] == '\n') {
      ++position_.line;
      position_.column = 1;
    } else {
      ++position_.column;
    }
  }
}

void Lexer::skip_space() {
  while (here_ < text_.size()) {
    const char c = text_[here_];
    if (c == '#') {
      step(std::min(text_.find('\n', here_), text_.size()) - here_);
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      step(1);
    } else {
      return;
    }
  }
}

void Lexer::advance() {
  if (next_.kind == Token::Kind::Bad) return;  // nothing sensible follows
  skip_space();
  next_ = {};
  next_.position = position_;
  if (here_ >= text_.size()) return;
  const char c = text_[here_];
  if (is_letter(c)) {
    read_word();
  } else if (is_digit(c) || (c == '-' && is_digit(at(1)))) {
    read_number();
  } else if (c == '"') {
    read_text();
  } else {
    read_mark();
  }
}

void Lexer::fail(const std::string& reason) {
  next_.kind = Token::Kind::Bad;
  next_.text = reason;
}

void Lexer::read_word() {
  std::size_t length = 0;
  while (is_letter(at(length)) || is_digit(at(length)) || (at(length) == '.' && is_letter(at(length + 1))))
    ++length;
  next_.kind = Token::Kind::Word;
  next_.text = text_.substr(here_, length);
  step(length);
}

void Lexer::read_number() {
  const std::size_t sign = at(0) == '-' ? 1 : 0;
  const bool is_hexadecimal = at(sign) == '0' && at(sign + 1) == 'x' && is_hex(at(sign + 2));
  std::size_t length = is_hexadecimal ? sign + 2 : sign;
  bool is_real = false;
  if (is_hexadecimal) {
    while (is_hex(at(length))) ++length;
  } else {
    while (is_digit(at(length))) ++length;
    if (at(length) == '.' && is_digit(at(length + 1))) {
      is_real = true;
      for (++length; is_digit(at(length));) ++length;
    }
    const std::size_t exponent = at(length + 1) == '-' || at(length + 1) == '+' ? length + 2 : length + 1;
    if ((at(length) == 'e' || at(length) == 'E') && is_digit(at(exponent))) {
      is_real = true;
      for (length = exponent; is_digit(at(length));) ++length;
    }
  }
  next_.text = text_.substr(here_, length);
  step(length);
  const char* end = next_.text.data() + next_.text.size();
  if (is_real) {
    next_.kind = Token::Kind::Real;
    const auto parsed = std::from_chars(next_.text.data(), end, next_.real);
    if (parsed.ec != std::errc{} || parsed.ptr != end)
      fail(fmt::format("the number {} is too large", next_.text));
    return;
  }
  next_.kind = Token::Kind::Integer;
  std::string digits = next_.text;
  if (is_hexadecimal) digits.erase(sign, 2);
  const auto parsed =
      std::from_chars(digits.data(), digits.data() + digits.size(), next_.integer, is_hexadecimal ? 16 : 10);
  if (parsed.ec != std::errc{}) return fail(fmt::format("the integer {} does not fit 64 bits", next_.text));
  next_.real = static_cast<double>(next_.integer);
}

void Lexer::read_text() {
  std::string content;
  std::size_t length = 1;
  while (true) {
    const char c = at(length);
    if (here_ + length >= text_.size() || c == '\n') return fail("a text without its closing \"");
    if (c == '"') break;
    if (c != '\\') {
      content += c;
      ++length;
      continue;
    }
    const char escaped = at(length + 1);
    if (escaped == 'x' && is_hex(at(length + 2)) && is_hex(at(length + 3))) {
      content += static_cast<char>(16 * hex_value(at(length + 2)) + hex_value(at(length + 3)));
      length += 4;
      continue;
    }
    if (escaped != '"' && escaped != '\\' && escaped != 'n' && escaped != 't')
      return fail("a text with an unknown escape; \\\" \\\\ \\n \\t \\xHH are known");
    content += escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped;
    length += 2;
  }
  next_.kind = Token::Kind::Text;
  next_.text = std::move(content);
  step(length + 1);
}

void Lexer::read_mark() {
  const char c = text_[here_];
  if (c <= ' ' || c >= 127)
    return fail(fmt::format("the byte 0x{:02x}, which has no meaning here", static_cast<unsigned char>(c)));
  const std::string_view two = text_.substr(here_, 2);
  const bool is_long = std::find(kLongMarks.begin(), kLongMarks.end(), two) != kLongMarks.end();
  next_.kind = Token::Kind::Mark;
  next_.text = is_long ? two : two.substr(0, 1);
  step(next_.text.size());
}

bool Lexer::is_next(std::string_view word_or_mark) const {
  return (next_.kind == Token::Kind::Word || next_.kind == Token::Kind::Mark) && next_.text == word_or_mark;
}

bool Lexer::try_take(std::string_view word_or_mark) {
  if (!is_next(word_or_mark)) return false;
  advance();
  return true;
}

Error Lexer::error_at(Position position, const std::string& message) const {
  return Error(diag::kSyntax, to_string(where_, position), message);
}

Error Lexer::error(const std::string& message) const {
  return error_at(next_.position, next_.kind == Token::Kind::Bad ? next_.text : message);
}

Result<void> Lexer::expect(std::string_view word_or_mark) {
  if (try_take(word_or_mark)) return {};
  return error(fmt::format("expected '{}', found {}", word_or_mark, describe_token(next_)));
}

Result<std::string> Lexer::expect_word() {
  if (next_.kind != Token::Kind::Word) return error("expected a name, found " + describe_token(next_));
  return take().text;
}

Result<std::int64_t> Lexer::expect_integer() {
  if (next_.kind != Token::Kind::Integer) return error("expected an integer, found " + describe_token(next_));
  return take().integer;
}

Result<std::int64_t> Lexer::expect_integer(std::int64_t low, std::int64_t high) {
  const Position position = next_.position;
  KNAP_ASSIGN(const std::int64_t integer, expect_integer());
  if (integer < low || integer > high)
    return error_at(position, fmt::format("expected an integer from {} to {}, found {}", low, high, integer));
  return integer;
}

Result<double> Lexer::expect_number() {
  if (next_.kind != Token::Kind::Integer && next_.kind != Token::Kind::Real)
    return error("expected a number, found " + describe_token(next_));
  return take().real;
}

Result<std::string> Lexer::expect_text() {
  if (next_.kind != Token::Kind::Text)
    return error("expected a text in quotes, found " + describe_token(next_));
  return take().text;
}

Result<void> Lexer::expect_end() {
  if (is_at_end()) return {};
  return error("expected the end of the text, found " + describe_token(next_));
}

std::string quote_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\', quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) >= 127) {
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace knap
