#include "core/sys/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <regex>
#include <span>
#include <system_error>
#include <utility>

#include "core/base/hash.h"

namespace knap {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = 1 << 20;
const std::string kUnique(6, 'X');  // what mkstemp and mkdtemp replace
constexpr const char* kTempFolder = ".knap.tmp";

std::string reason(int code) {
  switch (code) {
    case ENOSPC:
      return "no space left on the disk; free some and run again";
    case EDQUOT:
      return "the disk quota is used up; free some space and run again";
    case EACCES:
    case EPERM:
      return "permission denied";
    case EROFS:
      return "the file system is read-only";
    case ENOENT:
      return "does not exist";
    case EISDIR:
      return "is a folder";
    case ENOTDIR:
      return "a part of the path is not a folder";
    default:
      return std::generic_category().message(code);
  }
}

Error failed(const char* what, const fs::path& path, int code, const DiagnosticKind& kind = diag::kFile) {
  return Error(kind, path.string(), fmt::format("cannot {}: {}", what, reason(code)));
}

/// An open file that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  /// 0, or the error of a late write.
  int close() { return ::close(std::exchange(number_, -1)) == 0 ? 0 : errno; }

 private:
  int number_;
};

/// Calls `use` with each piece of the file.
template <class Use>
Result<void> read_pieces(const fs::path& path, const DiagnosticKind& kind, Use use) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a pipe must not hang us
  if (file.number() < 0) return failed("read", path, errno, kind);
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) return failed("read", path, errno, kind);
  if (S_ISDIR(status.st_mode)) return failed("read", path, EISDIR, kind);
  if (!S_ISREG(status.st_mode)) return Error(kind, path.string(), "cannot read: is not a regular file");
  std::string piece(kPieceBytes, '\0');
  while (true) {
    const ssize_t count = ::read(file.number(), piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", path, errno, kind);
    if (count == 0) return {};
    use(std::string_view(piece.data(), static_cast<std::size_t>(count)));
  }
}

/// 0, or the error number.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), std::min(bytes.size(), kPieceBytes));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace

Result<std::string> read_file(const fs::path& path, const DiagnosticKind& kind) {
  std::string bytes;
  KNAP_TRY(read_pieces(path, kind, [&bytes](std::string_view piece) { bytes += piece; }));
  return bytes;
}

Result<std::string> hash_file(const fs::path& path) {
  Sha256 hash;
  KNAP_TRY(read_pieces(path, diag::kFile, [&hash](std::string_view piece) { hash.add(piece); }));
  return hash.finish();
}

Result<void> write_file(const fs::path& path, std::string_view bytes) {
  if (is_folder(path)) return failed("write", path, EISDIR);
  KNAP_TRY(make_folders(path.parent_path()));
  std::string temporary = fmt::format("{}.{}.tmp{}", path.string(), ::getpid(), kUnique);
  Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (file.number() < 0) return failed("write", path, errno);
  int code = write_all(file.number(), bytes);
  if (code == 0 && ::fchmod(file.number(), 0644) != 0) code = errno;
  if (code == 0 && ::fsync(file.number()) != 0 && errno != EINVAL) code = errno;
  if (const int at_close = file.close(); code == 0) code = at_close;
  if (code == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) code = errno;
  if (code == 0) return {};
  ::unlink(temporary.c_str());
  return failed("write", path, code);
}

Result<void> make_folders(const fs::path& path) {
  if (path.empty()) return {};
  std::error_code code;
  fs::create_directories(path, code);
  if (code) return failed("make the folder", path, code.value());
  return {};
}

Result<void> remove_path(const fs::path& path) {
  std::error_code code;
  fs::remove_all(path, code);
  if (code) return failed("remove", path, code.value());
  return {};
}

Result<void> rename_path(const fs::path& from, const fs::path& to) {
  std::error_code code;
  fs::rename(from, to, code);
  if (code) return failed("rename", from, code.value());
  return {};
}

Result<void> copy_path(const fs::path& from, const fs::path& to) {
  KNAP_ASSIGN(const std::string bytes, read_file(from));
  return write_file(to, bytes);
}

bool is_file(const fs::path& path) {
  std::error_code code;
  return fs::is_regular_file(path, code);
}

bool is_folder(const fs::path& path) {
  std::error_code code;
  return fs::is_directory(path, code);
}

Result<std::vector<std::string>> list_files(const fs::path& folder) {
  std::vector<std::string> files;
  std::error_code code;
  fs::recursive_directory_iterator entry(folder, code);
  for (; !code && entry != fs::recursive_directory_iterator(); entry.increment(code)) {
    const bool is_hidden = entry->path().filename().string().starts_with('.');
    std::error_code ignored;
    if (is_hidden && entry->is_directory(ignored)) entry.disable_recursion_pending();
    if (!is_hidden && entry->is_regular_file(ignored))
      files.push_back(entry->path().lexically_relative(folder).generic_string());
  }
  if (code) return failed("list", folder, code.value());
  std::sort(files.begin(), files.end());  // the file system's order is not ours
  return files;
}

Result<FolderLock> FolderLock::take(const fs::path& folder) {
  std::error_code code;
  if (fs::exists(folder, code) && !is_folder(folder))
    return Error(diag::kOutput, folder.string(), "is not a folder; name another output folder with --out");
  KNAP_TRY(make_folders(folder));
  const fs::path path = folder / ".knap.lock";
  FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (lock.descriptor_ < 0) return failed("write", path, errno);
  while (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK)
      return Error(diag::kOutput, folder.string(),
                   "is in use by another knap; wait for it or name another output folder with --out");
    return failed("lock", path, errno);
  }
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}
FolderLock::~FolderLock() {
  if (descriptor_ >= 0)
    ::close(descriptor_);  // the file stays: removing it would let two processes hold "the" lock
}

Result<void> remove_leftovers(const fs::path& folder) {
  static const std::regex half_written(R"(.*\.[0-9]+\.tmp[A-Za-z0-9]{6})");
  std::vector<fs::path> found;
  std::error_code code;
  for (fs::recursive_directory_iterator entry(folder, code), end; !code && entry != end;
       entry.increment(code)) {
    const std::string name = entry->path().filename().string();
    const bool is_folder = entry->is_directory(code);
    if (is_folder ? name.rfind(kTempFolder, 0) != 0 : !std::regex_match(name, half_written)) continue;
    found.push_back(entry->path());
    if (is_folder) entry.disable_recursion_pending();
  }
  for (const fs::path& path : found) KNAP_TRY(remove_path(path));
  return {};
}

Result<TempFolder> TempFolder::make(const fs::path& parent) {
  std::error_code code;
  const fs::path base = parent.empty() ? fs::temp_directory_path(code) : parent;
  if (code) return failed("make a folder in", "/tmp", code.value());
  KNAP_TRY(make_folders(base));
  std::string name = (base / fmt::format("{}{}", kTempFolder, kUnique)).string();
  if (::mkdtemp(name.data()) == nullptr) return failed("make a folder in", base, errno);
  return TempFolder(name);
}

TempFolder::TempFolder(TempFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
TempFolder& TempFolder::operator=(TempFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}
TempFolder::~TempFolder() {
  if (path_.empty()) return;
  std::error_code ignored;  // a destructor has nobody to tell
  fs::remove_all(path_, ignored);
}

}  // namespace knap
