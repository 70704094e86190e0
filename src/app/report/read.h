// Reading a report: values at a dotted path, absent where they were not measured.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/text/value.h"

namespace knap::app {

/// "accuracy.float" -> that value; null when it, or a table on the way, is absent or nothing.
const Value* value_at(const Value& report, std::string_view path);
/// Integers and reals.
std::optional<double> number_at(const Value& report, std::string_view path);
/// Empty when absent or no text.
std::string text_at(const Value& report, std::string_view path);
bool is_true_at(const Value& report, std::string_view path);
/// Empty when absent or no list.
const ValueArray& list_at(const Value& report, std::string_view path);
/// Empty when absent or no table.
const ValueTable& table_at(const Value& report, std::string_view path);
std::optional<double> number_of(const Value& value);

}  // namespace knap::app
