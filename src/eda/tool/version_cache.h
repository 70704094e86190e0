// VersionCache: what tools said of their versions, so that they need not be started to be asked again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/text/described.h"

namespace knap::eda {

/// A program as it lay there when it was asked.
struct KnownVersion {
  std::string path;
  std::int64_t size_bytes = 0, modified_ns = 0;
  std::string version;

  static void fields(auto& self, auto&& f) {
    f("path", self.path, "absolute, links followed");
    f("size_bytes", self.size_bytes, "");
    f("modified_ns", self.modified_ns, "by the file system's clock");
    f("version", self.version, "");
  }
};

/// A small file of known versions. It is only ever a shortcut: what cannot be read is empty, what cannot be
/// written is forgotten.
class VersionCache {
 public:
  /// An empty path: nothing is remembered.
  explicit VersionCache(std::filesystem::path file);
  /// Of the same path with the same size and time of change.
  std::optional<std::string> find(const std::filesystem::path& program) const;
  void add(const std::filesystem::path& program, const std::string& version);

 private:
  std::filesystem::path file_;
  std::vector<KnownVersion> known_;
};

}  // namespace knap::eda
