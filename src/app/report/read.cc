#include "app/report/read.h"

namespace knap::app {

const Value* value_at(const Value& report, std::string_view path) {
  const Value* value = &report;
  while (value != nullptr && !path.empty()) {
    const std::size_t dot = path.find('.');
    value = value->find(path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
  }
  return value == nullptr || value->is_nothing() ? nullptr : value;
}

std::optional<double> number_of(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value.data)) return static_cast<double>(*integer);
  if (const auto* real = std::get_if<double>(&value.data)) return *real;
  return std::nullopt;
}

std::optional<double> number_at(const Value& report, std::string_view path) {
  const Value* value = value_at(report, path);
  return value == nullptr ? std::nullopt : number_of(*value);
}

std::string text_at(const Value& report, std::string_view path) {
  const Value* value = value_at(report, path);
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(&value->data);
  return text == nullptr ? std::string{} : *text;
}

bool is_true_at(const Value& report, std::string_view path) {
  const Value* value = value_at(report, path);
  const auto* truth = value == nullptr ? nullptr : std::get_if<bool>(&value->data);
  return truth != nullptr && *truth;
}

const ValueArray& list_at(const Value& report, std::string_view path) {
  static const ValueArray kNone;
  const Value* value = value_at(report, path);
  const auto* list = value == nullptr ? nullptr : std::get_if<ValueArray>(&value->data);
  return list == nullptr ? kNone : *list;
}

const ValueTable& table_at(const Value& report, std::string_view path) {
  static const ValueTable kNone;
  const Value* value = value_at(report, path);
  const auto* table = value == nullptr ? nullptr : std::get_if<ValueTable>(&value->data);
  return table == nullptr ? kNone : *table;
}

}  // namespace knap::app
