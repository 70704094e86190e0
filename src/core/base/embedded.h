// EmbeddedFile: files that cmake/embed.cmake puts into the executable, found by name.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/base/check.h"

namespace knap {

/// One file as it lay in the source tree (or in a package); `bytes` lives as long as the program.
struct EmbeddedFile {
  std::string_view name;  ///< path relative to the set's base folder, with /
  std::string_view bytes;
};

/// The bytes of the file `name` of a set; a name that is not there is our own mistake.
inline std::string_view embedded_file(std::span<const EmbeddedFile> set, std::string_view name) {
  for (const EmbeddedFile& file : set)
    if (file.name == name) return file.bytes;
  KNAP_CHECK(false, "no embedded file " + std::string(name));
  return {};
}

}  // namespace knap
