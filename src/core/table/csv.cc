#include "core/table/csv.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

class CsvParser {
 public:
  CsvParser(std::string_view bytes, const std::string& file, const CsvOptions& options)
      : bytes_(bytes), file_(file), options_(options) {}

  Result<CsvTable> parse() {
    CsvTable table;
    while (at_ < bytes_.size()) {
      if (skip_line()) continue;
      const int line = line_;
      KNAP_ASSIGN(std::vector<std::string> row, parse_row());
      if (!table.rows.empty() && row.size() != table.rows.front().size())
        return error(line, fmt::format("{} fields instead of the {} of line {}", row.size(),
                                       table.rows.front().size(), table.lines.front()));
      table.rows.push_back(std::move(row));
      table.lines.push_back(line);
    }
    return table;
  }

 private:
  /// Skips a comment or blank line that begins here.
  bool skip_line() {
    const char c = bytes_[at_];
    const bool is_blank = c == '\n' || (c == '\r' && (at_ + 1 == bytes_.size() || bytes_[at_ + 1] == '\n'));
    if (!is_blank && (options_.comment == '\0' || c != options_.comment)) return false;
    const std::size_t end = bytes_.find('\n', at_);
    at_ = end == std::string_view::npos ? bytes_.size() : end + 1;
    ++line_;
    return true;
  }

  Result<std::vector<std::string>> parse_row() {
    std::vector<std::string> row;
    while (true) {
      KNAP_ASSIGN(std::string field, at_ < bytes_.size() && bytes_[at_] == '"' ? quoted() : plain());
      row.push_back(std::move(field));
      if (at_ < bytes_.size() && bytes_[at_] == options_.separator) {
        ++at_;
        continue;
      }
      if (at_ < bytes_.size() && bytes_[at_] == '\r') ++at_;
      if (at_ < bytes_.size() && bytes_[at_] != '\n') return error(line_, "text after a quoted field");
      if (at_ < bytes_.size()) ++at_;
      ++line_;
      return row;
    }
  }

  Result<std::string> plain() {
    const std::size_t start = at_;
    while (at_ < bytes_.size() && bytes_[at_] != options_.separator && bytes_[at_] != '\n') {
      if (bytes_[at_] == '\0') return error(line_, "a zero byte: not a text file");
      ++at_;
    }
    std::size_t end = at_;
    if (end > start && bytes_[end - 1] == '\r' && (at_ == bytes_.size() || bytes_[at_] == '\n')) --end;
    return std::string(bytes_.substr(start, end - start));
  }

  Result<std::string> quoted() {
    const int line = line_;
    std::string field;
    for (++at_; at_ < bytes_.size(); ++at_) {
      const char c = bytes_[at_];
      if (c == '\n') ++line_;
      if (c == '\0') return error(line_, "a zero byte: not a text file");
      if (c != '"') {
        field.push_back(c);
      } else if (at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '"') {
        field.push_back('"');
        ++at_;
      } else {
        ++at_;
        return field;
      }
    }
    return error(line, "a quoted field has no end");
  }

  Error error(int line, std::string message) const {
    return Error(diag::kBadData, fmt::format("{}:{}", file_, line), std::move(message));
  }

  std::string_view bytes_;
  const std::string& file_;
  const CsvOptions& options_;
  std::size_t at_ = 0;
  int line_ = 1;
};

bool any_number(const std::vector<std::string>& row) {
  for (const std::string& field : row)
    if (parse_number(field)) return true;
  return false;
}

}  // namespace

Result<CsvTable> parse_csv(std::string_view bytes, const std::string& file, const CsvOptions& options) {
  if (bytes.substr(0, 3) == "\xef\xbb\xbf") bytes.remove_prefix(3);  // UTF-8 byte order mark
  KNAP_ASSIGN(CsvTable table, CsvParser(bytes, file, options).parse());
  const bool guessed = options.header == CsvHeader::Guess && table.rows.size() > 1 &&
                       !any_number(table.rows[0]) && any_number(table.rows[1]);
  if (guessed || (options.header == CsvHeader::Present && !table.rows.empty())) {
    table.header = std::move(table.rows.front());
    table.rows.erase(table.rows.begin());
    table.lines.erase(table.lines.begin());
  }
  return table;
}

std::optional<double> parse_number(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string csv_field(std::string_view text) {
  const bool needs_quotes = text.find_first_of(",\"\n\r#") != std::string_view::npos ||
                            (!text.empty() && (text.front() == ' ' || text.back() == ' '));
  if (!needs_quotes) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  out.push_back('"');
  return out;
}

}  // namespace knap
