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

/// Is it a documented key of the project's file, or an element of its value?
bool is_key(std::string_view path) {
  static const std::set<std::string> keys = [] {
    std::set<std::string> names;
    for (const FieldDoc& field : describe<Config>()) names.insert(field.name);
    return names;
  }();
  constexpr std::string_view kElement = "[]";
  std::string name = without_numbers(path);
  while (keys.count(name) == 0) {
    if (name.size() < kElement.size() || name.substr(name.size() - kElement.size()) != kElement) return false;
    name.resize(name.size() - kElement.size());
  }
  return true;
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
