#include "core/text/described.h"

#include <fmt/format.h>

#include <cmath>

#include "core/base/diagnostics.h"
#include "core/text/nearest.h"
#include "core/text/toml.h"

namespace knap {
namespace {

std::string subject(const std::string& path) {
  return path.empty() ? "the file" : fmt::format("\"{}\"", path);
}

std::string print_bounds(const Bounds& bounds) {
  if (std::isinf(bounds.low) && std::isinf(bounds.high)) return "";
  if (std::isinf(bounds.high)) return fmt::format("at least {}", bounds.low);
  if (std::isinf(bounds.low)) return fmt::format("at most {}", bounds.high);
  return fmt::format("{} to {}", bounds.low, bounds.high);
}

/// An int64 compares exactly with the bounds used here (whole numbers below 2^53).
bool lies_in(double number, const Bounds& bounds) { return bounds.low <= number && number <= bounds.high; }

}  // namespace

void ValueReader::wrong_type(const Value& value, const std::string& path, const std::string& wanted) {
  diagnostics_.push_back({&diag::kWrongType, places_.of(path),
                          fmt::format("{} must be {}, not {}", subject(path), wanted, name_of_type(value))});
}

void ValueReader::missing(const std::string& path) {
  diagnostics_.push_back({&diag::kUnknownKey, places_.of(path), fmt::format("{} is missing", subject(path))});
}

void ValueReader::outside(const std::string& path, const std::string& got,
                          const Bounds& bounds) {
  diagnostics_.push_back({&diag::kWrongType, places_.of(path),
                          fmt::format("{} is {}, allowed is {}", subject(path), got, print_bounds(bounds))});
}

void ValueReader::unknown_key(const TableEntry& entry, const std::string& path,
                              std::span<const std::string> valid) {
  const auto nearest = find_nearest(entry.key, valid);
  diagnostics_.push_back(
      {&diag::kUnknownKey, places_.of(described_detail::join_path(path, entry.key)),
       fmt::format(
           "unknown key {}{}{}", subject(entry.key), path.empty() ? "" : fmt::format(" in [{}]", path),
           nearest ? fmt::format("; did you mean {}?", subject(*nearest)) : "; no key is allowed here")});
}

void ValueReader::unknown_name(const Value& value, const std::string& path,
                               std::span<const std::string_view> valid) {
  diagnostics_.push_back({&diag::kUnknownName, places_.of(path),
                          fmt::format("{} is \"{}\", which is none of {}", subject(path),
                                      std::get<std::string>(value.data), join_names(valid))});
}

void ValueReader::bad_text(const Value& value, const std::string& path, const Error& error) {
  for (const Diagnostic& diagnostic : error.diagnostics())
    diagnostics_.push_back({diagnostic.kind, places_.of(path),
                            fmt::format("{} is \"{}\": {}", subject(path), std::get<std::string>(value.data),
                                        diagnostic.message)});
}

bool ValueReader::read_bool(const Value& value, const std::string& path, bool& field) {
  if (const bool* found = std::get_if<bool>(&value.data)) return field = *found, true;
  wrong_type(value, path, "true or false");
  return false;
}

bool ValueReader::read_integer(const Value& value, const std::string& path, std::int64_t low,
                               std::int64_t high, const Bounds& bounds, std::int64_t& field) {
  const auto* found = std::get_if<std::int64_t>(&value.data);
  if (found == nullptr) return wrong_type(value, path, "an integer"), false;
  if (!lies_in(static_cast<double>(*found), bounds))
    return outside(value, path, fmt::format("{}", *found), bounds), false;
  if (*found < low || *found > high)
    return outside(value, path, fmt::format("{}", *found),
                   {static_cast<double>(low), static_cast<double>(high)}),
           false;
  field = *found;
  return true;
}

bool ValueReader::read_number(const Value& value, const std::string& path, const Bounds& bounds,
                              double& field) {
  double number = 0;
  if (const auto* real = std::get_if<double>(&value.data)) {
    number = *real;
  } else if (const auto* integer = std::get_if<std::int64_t>(&value.data)) {
    number = static_cast<double>(*integer);
  } else {
    return wrong_type(value, path, "a number"), false;
  }
  if (!std::isfinite(number)) return wrong_type(value, path, "a finite number"), false;
  if (!lies_in(number, bounds)) return outside(value, path, fmt::format("{}", number), bounds), false;
  field = number;
  return true;
}

bool ValueReader::read_text(const Value& value, const std::string& path, std::string& field) {
  if (const auto* found = std::get_if<std::string>(&value.data)) return field = *found, true;
  wrong_type(value, path, "a text in quotes");
  return false;
}

bool ValueReader::read_name(const Value& value, const std::string& path,
                            std::span<const std::string_view> names, std::size_t& index) {
  const auto* found = std::get_if<std::string>(&value.data);
  if (found == nullptr) return wrong_type(value, path, "one of " + join_names(names) + " in quotes"), false;
  for (index = 0; index < names.size(); ++index)
    if (names[index] == *found) return true;
  unknown_name(value, path, names);
  return false;
}

const ValueTable* ValueReader::read_table(const Value& value, const std::string& path) {
  const auto* table = std::get_if<ValueTable>(&value.data);
  if (table == nullptr) wrong_type(value, path, "a table");
  return table;
}

const ValueArray* ValueReader::read_array(const Value& value, const std::string& path) {
  const auto* array = std::get_if<ValueArray>(&value.data);
  if (array == nullptr) wrong_type(value, path, "a list");
  return array;
}

Result<void> ValueReader::finish() {
  if (diagnostics_.empty()) return {};
  return Error(std::move(diagnostics_));
}

namespace described_detail {

std::string name_of_number(std::string_view name, const Bounds& bounds) {
  const std::string range = print_bounds(bounds);
  return range.empty() ? std::string(name) : fmt::format("{}, {}", name, range);
}

std::string name_of_choice(std::span<const std::string_view> names) { return "one of " + join_names(names); }

std::string print_default(const Value& value) {
  if (value.is_nothing() || value.is_table()) return "";
  return print_toml_value(value);
}

}  // namespace described_detail
}  // namespace knap
