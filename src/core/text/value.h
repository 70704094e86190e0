// Value: what TOML and JSON texts hold, with the position of each value in its source.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace knap {

/// Line and column from 1; 0 = not from a text.
struct Position {
  int line = 0, column = 0;
  bool operator==(const Position&) const = default;
};

class Value;
/// Keys in the order of the text; a key's own position is kept for unknown-key errors.
struct TableEntry;
using ValueArray = std::vector<Value>;
using ValueTable = std::vector<TableEntry>;

class Value {
 public:
  using Data = std::variant<std::monostate, bool, std::int64_t, double, std::string, ValueArray, ValueTable>;
  Value() = default;
  Value(Data d, Position p = {}) : data(std::move(d)), position(p) {}  // NOLINT(google-explicit-constructor)

  Data data;
  Position position;

  const Value* find(std::string_view key) const;  ///< in a table; null when absent or not a table
};

struct TableEntry {
  std::string key;
  Value value;
  Position key_position;
};

}  // namespace knap
