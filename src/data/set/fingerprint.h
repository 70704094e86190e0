// fingerprint: tells whether the files of a dataset have changed, without reading them.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"
#include "data/set/options.h"

namespace knap::data {

/// SHA-256 over the options and the names and stamps (core/sys/stamp.h) of every file that load() may read.
/// Equal fingerprints: load() gives the same dataset. An error where the data cannot be found.
Result<std::string> fingerprint(const DataOptions& options, const std::filesystem::path& root);

}  // namespace knap::data
