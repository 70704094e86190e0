// Value: what TOML and JSON texts hold, with the position of each value in its source.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace knap {

/// Line and column from 1; 0 = not from a text.
struct Position {
  int line = 0, column = 0;
  bool operator==(const Position&) const = default;
};

/// The position of what the command line set.
inline constexpr Position kCommandLine{-1, 0};

/// "knap.toml:3:7", the file's name alone when the position is not known, "--set" for kCommandLine.
std::string to_string(const std::string& file, Position position);

class Value;
/// Keys in the order of the text; a key's own position is kept for unknown-key errors.
struct TableEntry;
using ValueArray = std::vector<Value>;
using ValueTable = std::vector<TableEntry>;

/// Nothing, a boolean, an integer, a real, a text, a list or a table.
class Value {
 public:
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, ValueArray, ValueTable>;
  Value();
  Value(Data d, Position p = {});  // NOLINT(google-explicit-constructor)
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  Data data;
  Position position;

  const Value* find(std::string_view key) const;  ///< in a table; null when absent or not a table
  Value* find(std::string_view key);
  bool is_table() const { return std::holds_alternative<ValueTable>(data); }
  bool is_nothing() const { return std::holds_alternative<std::monostate>(data); }
  /// Replaces the entry of that key, or appends one (its key has the value's position). What is not a table
  /// becomes one.
  Value& set(std::string_view key, Value value);
  /// Same data at any depth; positions are ignored, the order of keys is not.
  bool operator==(const Value& other) const;
};

struct TableEntry {
  std::string key;
  Value value;
  Position key_position;
  bool operator==(const TableEntry& other) const { return key == other.key && value == other.value; }
};

/// "a boolean", "an integer", "a number", "a text", "a list", "a table" or "nothing": what a value is, for
/// messages.
std::string_view name_of_type(const Value& value);

}  // namespace knap
