#include "core/text/places.h"

#include <charconv>

namespace knap {
namespace {

/// Does `path` name `prefix` or something inside it?
bool begins_with(std::string_view path, std::string_view prefix) {
  return path.substr(0, prefix.size()) == prefix &&
         (path.size() == prefix.size() || path[prefix.size()] == '.' || path[prefix.size()] == '[');
}

/// The entry that `path` begins with. Keys may hold dots themselves: the longest one that fits is meant.
const TableEntry* find_entry(const ValueTable& table, std::string_view path) {
  const TableEntry* best = nullptr;
  for (const TableEntry& entry : table)
    if (begins_with(path, entry.key) && (best == nullptr || entry.key.size() > best->key.size()))
      best = &entry;
  return best;
}

/// The element that a path such as "[2].units" begins with; `path` is left with what follows.
const Value* find_element(const ValueArray& array, std::string_view& path) {
  const std::size_t close = path.find(']');
  std::size_t index = array.size();
  if (path.front() != '[' || close == std::string_view::npos) return nullptr;
  std::from_chars(path.data() + 1, path.data() + close, index);
  path.remove_prefix(close + 1);
  return index < array.size() ? &array[index] : nullptr;
}

}  // namespace

Places::Places(std::string file, Value root, std::map<std::string, std::string> options)
    : file_(std::move(file)),
      root_(std::make_shared<const Value>(std::move(root))),
      options_(std::move(options)) {}

Places Places::viewing(std::string file, const Value& root) {
  Places places;
  places.file_ = std::move(file);
  places.root_ = {std::shared_ptr<const Value>{}, &root};
  return places;
}

std::string Places::of(std::string_view path) const {
  if (!root_) return std::string(path);
  const Value* value = root_.get();
  Position position = value->position;
  for (std::string_view left = path; !left.empty();) {
    if (const auto* table = std::get_if<ValueTable>(&value->data)) {
      const TableEntry* entry = find_entry(*table, left);
      if (entry == nullptr) break;
      value = &entry->value;
      position = value->position == kCommandLine ? kCommandLine : entry->key_position;
      left.remove_prefix(entry->key.size());
    } else if (const auto* array = std::get_if<ValueArray>(&value->data)) {
      value = find_element(*array, left);
      if (value == nullptr) break;
      position = value->position;
    } else {
      break;
    }
    if (!left.empty() && left.front() == '.') left.remove_prefix(1);
  }
  return position == kCommandLine ? option(path) : to_string(file_, position);
}

std::string Places::option(std::string_view path) const {
  for (const auto& [key, name] : options_)
    if (begins_with(path, key) || begins_with(key, path)) return name;
  return path.empty() ? "--set" : "--set " + std::string(path);
}

}  // namespace knap
