#include "core/sys/stamp.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "core/base/diagnostics.h"

namespace knap {

Result<std::string> stamp_of(const std::filesystem::path& path) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0)
    return Error(diag::kFile, path.string(), fmt::format("cannot be read: {}", std::strerror(errno)));
  return fmt::format("{} {} {}.{:09}", info.st_size, info.st_ino, info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
}

}  // namespace knap
