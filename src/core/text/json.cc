#include "core/text/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

constexpr std::size_t kMaxDepth = 200;

/// Builds the Value while nlohmann reads: no second tree, no recursion.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return put(Value()); }
  bool boolean(bool value) override { return put(Value(value)); }
  bool number_integer(number_integer_t value) override { return put(Value(std::int64_t{value})); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return put(Value(static_cast<double>(value)));
    return put(Value(static_cast<std::int64_t>(value)));
  }
  bool number_float(number_float_t value, const string_t&) override { return put(Value(value)); }
  bool string(string_t& value) override { return put(Value(std::move(value))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value(ValueTable{})); }
  bool key(string_t& name) override {
    keys_.back() = std::move(name);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Value(ValueArray{})); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t at, const std::string&, const nlohmann::json::exception& error) override {
    error_at = at;
    message = error.what();
    return false;
  }

  Value take() { return std::move(root_); }
  std::size_t error_at = 0;  ///< bytes read, 0 = not known
  std::string message;

 private:
  bool put(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = std::get_if<ValueArray>(&open_.back().data)) {
      array->push_back(std::move(value));
    } else {
      add_entry(std::get<ValueTable>(open_.back().data), std::move(keys_.back()), std::move(value));
    }
    return true;
  }
  /// Equal keys are found at the end (keep_last), so that tables of many keys are read in O(n log n).
  static void add_entry(ValueTable& table, std::string key, Value value) {
    table.push_back({std::move(key), std::move(value), {}});
  }
  static void keep_last(ValueTable& table) {
    std::vector<std::size_t> order(table.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&table](std::size_t a, std::size_t b) {
      return table[a].key != table[b].key ? table[a].key < table[b].key : a < b;
    });
    std::vector<bool> is_replaced(table.size(), false);
    bool any = false;
    for (std::size_t i = 1; i < order.size(); ++i)
      if (table[order[i - 1]].key == table[order[i]].key) any = is_replaced[order[i - 1]] = true;
    if (!any) return;
    ValueTable kept;
    for (std::size_t i = 0; i < table.size(); ++i)
      if (!is_replaced[i]) kept.push_back(std::move(table[i]));
    table = std::move(kept);
  }
  bool open(Value value) {
    if (open_.size() >= kMaxDepth) {
      message = fmt::format("nested more than {} levels deep", kMaxDepth);
      return false;
    }
    open_.push_back(std::move(value));
    keys_.emplace_back();
    return true;
  }
  bool close() {
    Value value = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    if (auto* table = std::get_if<ValueTable>(&value.data)) keep_last(*table);
    return put(std::move(value));
  }

  Value root_;
  std::vector<Value> open_;
  std::vector<std::string> keys_;  ///< the key that waits for its value, per open table
};

Position position_at(std::string_view text, std::size_t offset) {
  Position position{1, 1};
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++position.line;
      position.column = 1;
    } else {
      ++position.column;
    }
  }
  return position;
}

/// nlohmann's "[json.exception.parse_error.101] parse error at line 1, column 2: X" without its beginning.
std::string shorten(const std::string& message) {
  const std::size_t at = message.find("column ");
  const std::size_t colon = at == std::string::npos ? at : message.find(": ", at);
  std::string text = colon == std::string::npos ? message : message.substr(colon + 2);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return text;
}

/// The length of the UTF-8 sequence at the beginning of `text`, 0 when it is none (RFC 3629).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto continues = [&byte](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF)
    return continues(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && continues(2) ? 3 : 0;
  if (lead >= 0xF0 && lead <= 0xF4)
    return continues(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && continues(2) &&
                   continues(3)
               ? 4
               : 0;
  return 0;
}

void print_string(std::string_view text, std::string& out) {
  out += '"';
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const char c = text[0];
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (c == '"' || c == '\\') {
      out += '\\', out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < ' ') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  out += '"';
}

class Printer {
 public:
  explicit Printer(int indent) : indent_(indent) {}

  void print(const Value& value, int depth) {
    if (const auto* boolean = std::get_if<bool>(&value.data)) {
      out += *boolean ? "true" : "false";
    } else if (const auto* integer = std::get_if<std::int64_t>(&value.data)) {
      out += fmt::format("{}", *integer);
    } else if (const auto* number = std::get_if<double>(&value.data)) {
      print_number(*number);
    } else if (const auto* text = std::get_if<std::string>(&value.data)) {
      print_string(*text, out);
    } else if (const auto* array = std::get_if<ValueArray>(&value.data)) {
      print_items('[', ']', *array, depth, [this, depth](const Value& item) { print(item, depth + 1); });
    } else if (const auto* table = std::get_if<ValueTable>(&value.data)) {
      print_items('{', '}', *table, depth, [this, depth](const TableEntry& entry) {
        print_string(entry.key, out);
        out += indent_ > 0 ? ": " : ":";
        print(entry.value, depth + 1);
      });
    } else {
      out += "null";
    }
  }

  std::string out;

 private:
  void print_number(double number) {
    if (!std::isfinite(number)) {
      out += "null";
      return;
    }
    const std::string text = fmt::format("{}", number);
    out += text;
    if (text.find_first_of(".e") == std::string::npos) out += ".0";
  }
  void new_line(int depth) {
    if (indent_ == 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(indent_) * static_cast<std::size_t>(depth), ' ');
  }
  template <class Items, class PrintItem>
  void print_items(char begin, char end, const Items& items, int depth, PrintItem print_item) {
    out += begin;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out += ',';
      first = false;
      new_line(depth + 1);
      print_item(item);
    }
    if (!first) new_line(depth);
    out += end;
  }

  int indent_;
};

}  // namespace

Result<Value> parse_json(std::string_view text, const std::string& file) {
  Builder builder;
  try {
    if (nlohmann::json::sax_parse(text, &builder)) return builder.take();
  } catch (const nlohmann::json::exception& error) {
    builder.message = error.what();
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return Error(diag::kSyntax, file, "is empty");
  const std::size_t at = builder.error_at;
  return Error(diag::kSyntax, to_string(file, at == 0 ? Position{} : position_at(text, at - 1)),
               shorten(builder.message));
}

std::string print_json(const Value& value, int indent) {
  Printer printer(indent);
  printer.print(value, 0);
  return std::move(printer.out);
}

}  // namespace knap
