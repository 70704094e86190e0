#include "app/flow/file_hashes.h"

#include <fmt/format.h>

#include "core/base/hash.h"
#include "core/sys/files.h"
#include "core/sys/stamp.h"

namespace knap::app {

Result<std::string> FileHashes::file(const std::filesystem::path& path) const {
  KNAP_ASSIGN(std::string stamp, stamp_of(path));
  const std::tuple key(path.string(), std::move(stamp));
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  KNAP_ASSIGN(std::string digest, hash_file(path));
  known_[key] = digest;
  return digest;
}

Result<std::string> FileHashes::tree(const std::filesystem::path& root,
                                     const std::vector<std::string_view>& names) const {
  Sha256 hash;
  for (const std::string_view name : names) {
    const std::filesystem::path path = root / name;
    if (is_file(path)) {
      KNAP_ASSIGN(const std::string digest, file(path));
      hash.add(fmt::format("{} {}\n", name, digest));
    } else if (is_folder(path)) {
      KNAP_ASSIGN(const std::vector<std::string> files, list_files(path));
      for (const std::string& below : files) {
        KNAP_ASSIGN(const std::string digest, file(path / below));
        hash.add(fmt::format("{}/{} {}\n", name, below, digest));
      }
    } else {
      hash.add(fmt::format("{} absent\n", name));
    }
  }
  return hash.finish();
}

}  // namespace knap::app
