#include "tests/flow/json_path.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/flow/case.h"

namespace knap::flow {
namespace {

using Json = nlohmann::json;

/// The element that stands for `inside` of [inside]; null where there is none.
const Json* find_element(const Json& list, const std::string& inside) {
  if (!list.is_array()) return nullptr;
  const std::size_t equals = inside.find('=');
  if (equals == std::string::npos) {
    if (inside.empty() || inside.find_first_not_of("0123456789") != std::string::npos)
      throw BadCase(fmt::format("[{}] is neither a number nor key=text", inside));
    const std::size_t index = std::stoul(inside);
    return index < list.size() ? &list[index] : nullptr;
  }
  const std::string key = inside.substr(0, equals);
  const Json wanted = inside.substr(equals + 1);
  const auto found = std::find_if(list.begin(), list.end(), [&](const Json& element) {
    return element.is_object() && element.contains(key) && element[key] == wanted;
  });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Json> find_path(const Json& document, const std::string& path) {
  const Json* at = &document;
  std::size_t i = 0;
  while (i < path.size()) {
    if (path[i] == '[') {
      const std::size_t end = path.find(']', i);
      if (end == std::string::npos) throw BadCase(fmt::format("'{}': a [ without ]", path));
      at = find_element(*at, path.substr(i + 1, end - i - 1));
      i = end + 1;
    } else {
      const std::size_t end = std::min(path.find_first_of(".[", i), path.size());
      const std::string key = path.substr(i, end - i);
      if (key.empty()) throw BadCase(fmt::format("'{}': an empty key", path));
      i = end;
      const bool has = at->is_object() && at->contains(key);
      if (!has && key == "size" && at->is_structured() && i == path.size()) return Json(at->size());
      at = has ? &(*at)[key] : nullptr;
    }
    if (at == nullptr) return std::nullopt;
    if (i < path.size() && path[i] == '.' && ++i == path.size())
      throw BadCase(fmt::format("'{}' ends with a dot", path));
  }
  return *at;
}

}  // namespace knap::flow
