#include "data/set/fingerprint.h"

#include <fmt/format.h>

#include <vector>

#include "core/base/diagnostics.h"
#include "core/base/hash.h"
#include "core/sys/files.h"
#include "core/sys/stamp.h"
#include "core/text/toml.h"
#include "data/set/registry.h"

namespace knap::data {
namespace {

/// A file, or everything below a folder.
Result<void> add_stamps(const std::filesystem::path& path, Sha256& hash) {
  if (!is_folder(path)) {
    KNAP_ASSIGN(const std::string stamp, stamp_of(path));
    hash.add(fmt::format("{} {}\n", path.string(), stamp));
    return {};
  }
  KNAP_ASSIGN(const std::vector<std::string> files, list_files(path));
  for (const std::string& file : files) {
    KNAP_ASSIGN(const std::string stamp, stamp_of(path / file));
    hash.add(fmt::format("{} {}\n", (path / file).string(), stamp));
  }
  return {};
}

}  // namespace

Result<std::string> fingerprint(const DataOptions& options, const std::filesystem::path& root) {
  Sha256 hash;
  hash.add(print_toml(to_value(options)));
  if (options.kind == DataKind::Set) {
    KNAP_ASSIGN(const SetInfo* info, find_set(options.name));
    if (!info->folder.empty()) {
      if (root.empty()) return Error(diag::kNoData, "data.name", "KNAP_DATA_DIR is not set");
      KNAP_TRY(add_stamps(root / info->folder, hash));
    }
  }
  for (const std::string& path : {options.path, options.labels, options.split_file})
    if (!path.empty() && (is_file(path) || path == options.path)) KNAP_TRY(add_stamps(path, hash));
  return hash.finish();
}

}  // namespace knap::data
