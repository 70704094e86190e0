#include "net/ir/scanner.h"

#include <fmt/format.h>

#include "core/base/diagnostics.h"

namespace knap::net {

namespace {

constexpr int kMaxDepth = 8;

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '/' || c == '+' || c == '-';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

void Scanner::advance() {
  if (text_[at_] == '\n') {
    ++position_.line;
    position_.column = 1;
  } else {
    ++position_.column;
  }
  ++at_;
}

void Scanner::skip_blanks() {
  while (peek() == ' ' || peek() == '\t' || peek() == '\r') advance();
  if (peek() == '#')
    while (!at_end() && peek() != '\n') advance();
}

bool Scanner::next_line() {
  skip_blanks();
  while (peek() == '\n') {
    advance();
    skip_blanks();
  }
  return !at_end();
}

void Scanner::skip_line() {
  while (!at_end() && peek() != '\n') advance();
}

bool Scanner::at_line_end() {
  skip_blanks();
  return at_end() || peek() == '\n';
}

bool Scanner::accept(char c) {
  skip_blanks();
  if (at_end() || peek() != c) return false;
  advance();
  return true;
}

Result<void> Scanner::expect(char c) {
  if (accept(c)) return {};
  return error(position_, fmt::format("expected '{}'", c));
}

Result<void> Scanner::expect_line_end() {
  if (at_line_end()) return {};
  return error(position_, "expected the end of the line");
}

Result<std::string> Scanner::word(const char* what) {
  skip_blanks();
  std::string found;
  while (is_word_character(peek()) || (peek() == '<' && !found.empty())) {
    if (peek() == '<') {
      while (!at_end() && peek() != '\n' && peek() != '>') {
        found += peek();
        advance();
      }
      if (peek() != '>') return error(position_, "expected '>'");
    }
    found += peek();
    advance();
  }
  if (found.empty()) return error(position_, fmt::format("expected {}", what));
  return found;
}

Result<std::string> Scanner::quoted() {
  KNAP_TRY(expect('"'));
  std::string found;
  while (!at_end() && peek() != '\n' && peek() != '"') {
    char c = peek();
    advance();
    if (c == '\\') {
      c = peek();
      if (c == 'x') {
        advance();
        const int high = hex_digit(peek());
        if (high >= 0) advance();
        const int low = hex_digit(peek());
        if (high < 0 || low < 0) return error(position_, "expected two hexadecimal digits");
        c = static_cast<char>(16 * high + low);
      } else if (c != '"' && c != '\\') {
        return error(position_, "expected \\\", \\\\ or \\x");
      }
      advance();
    }
    found += c;
  }
  KNAP_TRY(expect('"'));
  return found;
}

Result<Value> Scanner::value(int depth) {
  skip_blanks();
  const Position start = position_;
  if (depth > kMaxDepth) return error(start, "values are nested too deeply");
  if (peek() == '{') {
    KNAP_ASSIGN(ValueTable entries, table(depth + 1));
    return Value(std::move(entries), start);
  }
  if (!accept('[')) {
    KNAP_ASSIGN(std::string found, word("a value"));
    return Value(std::move(found), start);
  }
  ValueArray items;
  if (accept(']')) return Value(std::move(items), start);
  do {
    KNAP_ASSIGN(Value item, value(depth + 1));
    items.push_back(std::move(item));
  } while (accept(','));
  KNAP_TRY(expect(']'));
  return Value(std::move(items), start);
}

Result<ValueTable> Scanner::table(int depth) {
  KNAP_TRY(expect('{'));
  ValueTable entries;
  if (accept('}')) return entries;
  do {
    skip_blanks();
    const Position key_position = position_;
    KNAP_ASSIGN(std::string key, word("the name of an attribute"));
    for (const TableEntry& entry : entries)
      if (entry.key == key) return error(key_position, fmt::format("{} is given twice", key));
    KNAP_TRY(expect('='));
    KNAP_ASSIGN(Value item, value(depth));
    entries.push_back({std::move(key), std::move(item), key_position});
  } while (accept(','));
  KNAP_TRY(expect('}'));
  return entries;
}

Error Scanner::error(Position at, std::string message) const {
  return error(diag::kSyntax, at, std::move(message));
}

Error Scanner::error(const DiagnosticKind& kind, Position at, std::string message) const {
  return {kind, fmt::format("{}:{}:{}", where_, at.line, at.column), std::move(message)};
}

}  // namespace knap::net
