// Fetching and checking published data sets: `knap dataset get` and `check`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/watch.h"
#include "data/set/registry.h"

namespace knap::data {

enum class FileVerdict {
  Good,        ///< size and SHA-256 are the publisher's
  Unverified,  ///< there, but no size or hash is known to compare with
  Unpacked,    ///< the archive is not there, what it holds is
  Missing,
  Wrong,  ///< another size or hash
};

struct FileState {
  std::string path;  ///< as in the registry
  FileVerdict verdict = FileVerdict::Missing;
  std::string detail;  ///< "9912422 bytes, SHA-256 as published"
};

/// What lies in `folder` of what the set consists of. Reads and hashes the files.
Result<std::vector<FileState>> check_files(const SetInfo& info, const std::filesystem::path& folder,
                                           const Watch& watch);

struct CheckOutcome {
  std::vector<FileState> files;
  std::string contents;  ///< what the loader found: records per split and class, SHA-256
};
/// check_files, and then the loader reads the whole set. bad-data naming the file when something is wrong,
/// no-data when the set is not there.
Result<CheckOutcome> check_set(const SetInfo& info, const std::filesystem::path& root, const Watch& watch);

struct DownloadOptions {
  std::string curl = "curl";  ///< program
  double connect_limit_s = 20;
};

/// Fetches what is missing below `root`/folder with curl, resuming PATH.part, verifies size and SHA-256,
/// unpacks archives. Returns a line per file. Errors: no-data when `root` is empty or a file has no address;
/// download when the network or the publisher fails (says what to fetch by hand and where to put it) or the
/// bytes are not the published ones; tool-missing without curl.
Result<std::vector<std::string>> get_set(const SetInfo& info, const std::filesystem::path& root,
                                         const DownloadOptions& options, const Watch& watch);

}  // namespace knap::data
