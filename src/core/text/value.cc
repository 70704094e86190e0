#include "core/text/value.h"

#include <fmt/format.h>

#include <array>

namespace knap {

std::string to_string(const std::string& file, Position position) {
  if (position == kCommandLine) return "--set";
  if (position.line == 0) return file;
  return fmt::format("{}:{}:{}", file, position.line, position.column);
}

// Out of line, because a table's entry is complete only after the class.
Value::Value() = default;
Value::Value(Data d, Position p) : data(std::move(d)), position(p) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

const Value* Value::find(std::string_view key) const {
  if (const auto* table = std::get_if<ValueTable>(&data))
    for (const TableEntry& entry : *table)
      if (entry.key == key) return &entry.value;
  return nullptr;
}

Value* Value::find(std::string_view key) {
  if (auto* table = std::get_if<ValueTable>(&data))
    for (TableEntry& entry : *table)
      if (entry.key == key) return &entry.value;
  return nullptr;
}

Value& Value::set(std::string_view key, Value value) {
  if (!is_table()) data = ValueTable{};
  if (Value* found = find(key)) return *found = std::move(value);
  auto& table = std::get<ValueTable>(data);
  const Position key_position = value.position;
  table.push_back({std::string(key), std::move(value), key_position});
  return table.back().value;
}

bool Value::operator==(const Value& other) const { return data == other.data; }

std::string_view name_of_type(const Value& value) {
  static constexpr std::array<std::string_view, 7> kNames = {"nothing", "a boolean", "an integer", "a number",
                                                             "a text",  "a list",    "a table"};
  return kNames[value.data.index()];
}

}  // namespace knap
