// FileHashes: SHA-256 of files and folders; a file that has not changed is read once per run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/result.h"

namespace knap::app {

class FileHashes {
 public:
  /// SHA-256 over names and contents of files and folders below `root` (in order of name); absent ones count
  /// as such.
  Result<std::string> tree(const std::filesystem::path& root,
                           const std::vector<std::string_view>& names) const;

 private:
  Result<std::string> file(const std::filesystem::path& path) const;

  /// Path and stamp -> digest.
  mutable std::map<std::tuple<std::string, std::string>, std::string> known_;
};

}  // namespace knap::app
