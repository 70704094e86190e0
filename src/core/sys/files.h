// Files: reading, writing that never leaves half a file, folders, locks; what fails becomes one clear Error.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostics.h"
#include "core/base/result.h"

namespace knap {

/// The bytes of a regular file. Errors are of kind file (path, reason) unless another kind is asked for, such
/// as bad-data for a file that the user named.
Result<std::string> read_file(const std::filesystem::path& path, const DiagnosticKind& kind = diag::kFile);

/// Writes a temporary file beside `path`, syncs it to the disk and renames it: whoever reads sees the old
/// bytes or the new ones, never a part. Makes missing folders.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

Result<void> make_folders(const std::filesystem::path& path);
/// Removes a file, a link or a whole folder; what does not exist is no error.
Result<void> remove_path(const std::filesystem::path& path);
/// Renames within one file system, replacing a file or an empty folder.
Result<void> rename_path(const std::filesystem::path& from, const std::filesystem::path& to);
Result<void> copy_path(const std::filesystem::path& from, const std::filesystem::path& to);

bool is_file(const std::filesystem::path& path);
bool is_folder(const std::filesystem::path& path);
/// Regular files below a folder as relative paths with '/', sorted; names with a leading dot are left out.
Result<std::vector<std::string>> list_files(const std::filesystem::path& folder);
/// SHA-256 of a file, read in pieces.
Result<std::string> hash_file(const std::filesystem::path& path);

/// Holds FOLDER/.knap.lock (flock) as long as it lives; freed by the system when the process dies.
class FolderLock {
 public:
  /// Makes the folder; kOutput when another process holds it or `folder` is not a folder.
  static Result<FolderLock> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

/// Removes what a killed process left half-written in or below a folder that nobody else works on: temporary
/// folders, and files that write_file had not renamed yet.
Result<void> remove_leftovers(const std::filesystem::path& folder);

/// A folder of its own below `parent`, removed with all that is in it at the end of the scope.
class TempFolder {
 public:
  /// In `parent`, or in the system's folder for temporary files when that is empty.
  static Result<TempFolder> make(const std::filesystem::path& parent = {});
  TempFolder(TempFolder&& other) noexcept;
  TempFolder& operator=(TempFolder&& other) noexcept;
  ~TempFolder();
  const std::filesystem::path& path() const { return path_; }
  /// Leaves the folder where it is (it was renamed, or shall be looked at).
  void keep() { path_.clear(); }

 private:
  explicit TempFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace knap
