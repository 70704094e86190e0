// EmbeddedFile: files that cmake/embed.cmake puts into the executable, found by name.
#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "core/base/check.h"

namespace knap {

/// The name of a file (relative to the base folder of its set, with /) and its bytes, which live as long as the program.
using EmbeddedFile = std::pair<std::string_view, std::string_view>;

/// The bytes of the file `name` of a set; a name that is not there is our own mistake.
inline std::string_view embedded_file(std::span<const EmbeddedFile> set, std::string_view name) {
  for (const auto& [file, bytes] : set)
    if (file == name) return bytes;
  KNAP_CHECK(!"the embedded file exists", std::string(name));
  return {};
}

}  // namespace knap
