#include "core/text/toml.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "core/base/diagnostics.h"

namespace knap {
namespace {

Position position_of(const toml::source_region& region) {
  return {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)};
}

/// toml++ to Value; a date throws, as toml++ does for what it cannot read.
Value convert(const toml::node& node) {
  const Position position = position_of(node.source());
  switch (node.type()) {
    case toml::node_type::boolean:
      return Value(node.as_boolean()->get(), position);
    case toml::node_type::integer:
      return Value(std::int64_t{node.as_integer()->get()}, position);
    case toml::node_type::floating_point:
      return Value(node.as_floating_point()->get(), position);
    case toml::node_type::string:
      return Value(node.as_string()->get(), position);
    case toml::node_type::array: {
      ValueArray array;
      for (const toml::node& item : *node.as_array()) array.push_back(convert(item));
      return Value(std::move(array), position);
    }
    case toml::node_type::table: {
      ValueTable table;
      for (const auto& [key, item] : *node.as_table())
        table.push_back({std::string(key.str()), convert(item), position_of(key.source())});
      // toml++ sorts by name; the order of the text is what a person expects to see again.
      std::stable_sort(table.begin(), table.end(), [](const TableEntry& a, const TableEntry& b) {
        return std::tie(a.key_position.line, a.key_position.column) <
               std::tie(b.key_position.line, b.key_position.column);
      });
      return Value(std::move(table), position);
    }
    case toml::node_type::none:
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      break;
  }
  throw toml::parse_error("dates and times are not used here; write a text in quotes", node.source());
}

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return line;
}

bool is_bare(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\', quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (static_cast<unsigned char>(c) < ' ' || c == 127) {
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string print_key(std::string_view key) { return is_bare(key) ? std::string(key) : quote(key); }

std::string print_double(double number) {
  if (std::isnan(number)) return "nan";
  std::string text = fmt::format("{}", number);  // the shortest that reads back equal
  if (text.find_first_of(".eni") == std::string::npos) text += ".0";
  return text;
}

bool is_table_list(const Value& value) {
  const auto* array = std::get_if<ValueArray>(&value.data);
  return array && !array->empty() &&
         std::all_of(array->begin(), array->end(), [](const Value& item) { return item.is_table(); });
}

void print_table(const ValueTable& table, const std::string& path, std::string& text) {
  for (const TableEntry& entry : table)
    if (!entry.value.is_nothing() && !entry.value.is_table() && !is_table_list(entry.value))
      text += print_key(entry.key) + " = " + print_toml_value(entry.value) + "\n";
  const auto open = [&text](const std::string& header) {
    if (!text.empty()) text += '\n';
    text += header + "\n";
  };
  for (const TableEntry& entry : table) {
    const std::string name = path.empty() ? print_key(entry.key) : path + "." + print_key(entry.key);
    if (entry.value.is_table()) {
      open("[" + name + "]");
      print_table(std::get<ValueTable>(entry.value.data), name, text);
    } else if (is_table_list(entry.value)) {
      for (const Value& item : std::get<ValueArray>(entry.value.data)) {
        open("[[" + name + "]]");
        print_table(std::get<ValueTable>(item.data), name, text);
      }
    }
  }
}

/// The value of "x = TEXT"; nothing when that is no TOML.
std::optional<Value> parse_one(const std::string& text) {
  try {
    const toml::table table = toml::parse("x = " + text, std::string_view("--set"));
    if (table.size() == 1 && table.contains("x")) return convert(*table.get("x"));
  } catch (const toml::parse_error&) {
  }
  return std::nullopt;
}

/// A text that is no TOML value is meant as itself: --set device.name=ecp5-25f. Nothing when it is not UTF-8,
/// because no TOML text could hold it.
std::optional<Value> parse_override(std::string_view text) {
  if (std::optional<Value> value = parse_one(std::string(text))) return value;
  return parse_one(quote(text));
}

void set_positions(Value& value) {
  value.position = kCommandLine;
  if (auto* array = std::get_if<ValueArray>(&value.data))
    for (Value& item : *array) set_positions(item);
  if (auto* table = std::get_if<ValueTable>(&value.data))
    for (TableEntry& entry : *table) {
      entry.key_position = kCommandLine;
      set_positions(entry.value);
    }
}

}  // namespace

Result<Value> parse_toml(std::string_view text, const std::string& file) {
  if (text.find('\0') != std::string_view::npos)
    return Error(diag::kSyntax, file, "is a binary file, not a TOML text");
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return Error(diag::kSyntax, file, "is empty; a TOML text was expected");
  try {
    const toml::table table = toml::parse(text, std::string_view(file));
    return convert(table);
  } catch (const toml::parse_error& error) {
    return Error(diag::kSyntax, to_string(file, position_of(error.source())), one_line(error.description()));
  } catch (const std::exception& error) {  // such as numbers that toml++ passes to the standard library
    return Error(diag::kSyntax, file, one_line(error.what()));
  }
}

std::string print_toml(const Value& table) {
  KNAP_CHECK(table.is_table());
  std::string text;
  print_table(std::get<ValueTable>(table.data), "", text);
  return text;
}

std::string print_toml_value(const Value& value) {
  if (const auto* boolean = std::get_if<bool>(&value.data)) return *boolean ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value.data)) return fmt::format("{}", *integer);
  if (const auto* number = std::get_if<double>(&value.data)) return print_double(*number);
  if (const auto* string = std::get_if<std::string>(&value.data)) return quote(*string);
  std::string text;
  if (const auto* array = std::get_if<ValueArray>(&value.data)) {
    for (const Value& item : *array) text += (text.empty() ? "" : ", ") + print_toml_value(item);
    return "[" + text + "]";
  }
  KNAP_CHECK(value.is_table(), "TOML cannot hold nothing");
  for (const TableEntry& entry : std::get<ValueTable>(value.data)) {
    if (entry.value.is_nothing()) continue;
    text += (text.empty() ? "" : ", ") + print_key(entry.key) + " = " + print_toml_value(entry.value);
  }
  return text.empty() ? "{}" : "{ " + text + " }";
}

Result<void> set_path(Value& root, std::string_view path, std::string_view text) {
  std::optional<Value> value = parse_override(text);
  if (!value) return Error(diag::kSyntax, fmt::format("--set {}", one_line(path)), "the value is not UTF-8");
  return set_path(root, path, *std::move(value));
}

Result<void> set_path(Value& root, std::string_view path, Value value) {
  Value* place = &root;
  std::string_view left = path;
  while (true) {
    const std::size_t dot = left.find('.');
    const std::string_view key = left.substr(0, dot);
    if (!is_bare(key))
      return Error(diag::kUsage, fmt::format("--set {}", one_line(path)), "expected section.key=value");
    if (!place->is_table() && !place->is_nothing())
      return Error(diag::kWrongType, fmt::format("--set {}", path),
                   fmt::format("what comes before \"{}\" is {}, not a table", key, name_of_type(*place)));
    Value* found = place->find(key);
    if (dot == std::string_view::npos) {
      set_positions(value);
      place->set(key, std::move(value));
      return {};
    }
    place = found != nullptr ? found : &place->set(key, Value(ValueTable{}, kCommandLine));
    left.remove_prefix(dot + 1);
  }
}

}  // namespace knap
