// Unpacking the archives in which publishers ship their sets.
#pragma once

#include <filesystem>

#include "core/base/watch.h"
#include "data/set/registry.h"

namespace knap::data {

/// Puts what `archive` (ZIP or tar.gz, as `file.unpack` says) holds below `file.strip` into `folder`. The
/// marker is moved last, so that its presence means that all is there. bad-data when the archive is corrupt
/// or lacks the marker.
Result<void> unpack_archive(const std::filesystem::path& archive, const PublishedFile& file,
                            const std::filesystem::path& folder, const Watch& watch);

}  // namespace knap::data
