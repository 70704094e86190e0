// stamp_of: tells cheaply whether a file has changed.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace knap {

/// Size, inode and the time of the last change of contents or attributes, which no program can set back. Two
/// equal stamps of one path: nobody has written to it in between (times are those of the kernel's clock tick,
/// some milliseconds; whoever hashes a file right after writing it takes the stamp first). kFile.
Result<std::string> stamp_of(const std::filesystem::path& path);

}  // namespace knap
