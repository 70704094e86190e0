// TOML: text to Value and back, and the overrides of the command line.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/text/value.h"

namespace knap {

/// The table of a TOML 1.0 text, keys in the order of the text, every value with its position. An empty or a
/// binary text, dates and syntax errors are kSyntax at file:line:column.
Result<Value> parse_toml(std::string_view text, const std::string& file);

/// A table as TOML that parses back to the same values: first the plain keys of each table, then its
/// sub-tables, in their order. Doubles are the shortest text that reads back equal.
std::string print_toml(const Value& table);
/// One value on one line, tables as {a = 1}.
std::string print_toml_value(const Value& value);

/// Sets "section.key" to a TOML value, or to the text itself where it is none: 3, 0.5, true, [1, 2],
/// ecp5-25f. Missing tables are made. What is set has the position kCommandLine, so that later errors name
/// --set.
Result<void> set_path(Value& root, std::string_view path, std::string_view text);
/// The same with a value as it is.
Result<void> set_path(Value& root, std::string_view path, Value value);

}  // namespace knap
