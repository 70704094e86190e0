// load: a data set by its name or from the user's own files, split and ready.
#pragma once

#include <filesystem>

#include "core/base/watch.h"
#include "data/set/dataset.h"
#include "data/set/options.h"

namespace knap::data {

/// `root`: the value of KNAP_DATA_DIR, empty when unset. Errors: unknown-name (no such set, class or column;
/// the valid ones are listed), wrong-type (an option's value), no-data (a set that is not under `root`; says
/// how to get it), bad-data (a file is missing, truncated or corrupt; labels without records; a class without
/// records), interrupted.
Result<Dataset> load(const DataOptions& options, const std::filesystem::path& root, const Watch& watch);

}  // namespace knap::data
