#include "app/config/locate.h"

#include <fmt/format.h>

#include <set>

#include "app/config/config.h"
#include "core/base/diagnostics.h"

namespace knap::app {
namespace {

/// "network.layer[2].kernel[1]" -> "network.layer[].kernel[]", the form of the documentation's rows.
std::string without_numbers(std::string_view path) {
  std::string text;
  bool is_index = false;
  for (const char c : path) {
    if (c == ']') is_index = false;
    if (!is_index) text += c;
    if (c == '[') is_index = true;
  }
  return text;
}

constexpr std::string_view kAnyName = "<name>";

/// The documented keys; of a table whose entries have any name, "plan.layer.<name>" too.
const std::set<std::string>& documented() {
  static const std::set<std::string> keys = [] {
    std::set<std::string> names;
    for (const FieldDoc& field : describe<Config>()) {
      names.insert(field.name);
      if (const std::size_t any = field.name.find(kAnyName); any != std::string::npos)
        names.insert(field.name.substr(0, any + kAnyName.size()));
    }
    return names;
  }();
  return keys;
}

/// Is it `key`, with any name for "<name>"?
bool is_named(std::string_view path, std::string_view key) {
  const std::size_t any = key.find(kAnyName);
  if (any == std::string_view::npos) return path == key;
  const std::string_view before = key.substr(0, any), after = key.substr(any + kAnyName.size());
  return path.size() > before.size() + after.size() && path.starts_with(before) && path.ends_with(after);
}

/// Is it a documented key of the project's file, or an element of its value?
bool is_key(std::string_view path) {
  constexpr std::string_view kElement = "[]";
  const std::string name = without_numbers(path);
  for (std::string_view left = name;; left.remove_suffix(kElement.size())) {
    for (const std::string& key : documented())
      if (is_named(left, key)) return true;
    if (!left.ends_with(kElement)) return false;
  }
}

}  // namespace

Error locate(const Error& error, const Places& places) {
  std::vector<Diagnostic> found = error.diagnostics();
  for (Diagnostic& diagnostic : found) {
    if (diagnostic.kind == &diag::kInterrupted || !is_key(diagnostic.where)) continue;
    std::string place = places.of(diagnostic.where);
    const bool names_key = place.find(diagnostic.where) != std::string::npos;  // "--set plan.max_share"
    if (!names_key) diagnostic.message = fmt::format("{}: {}", diagnostic.where, diagnostic.message);
    diagnostic.where = std::move(place);
  }
  return Error(std::move(found));
}

}  // namespace knap::app
