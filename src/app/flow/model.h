// Model artefacts of an output folder.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "net/ir/integer.h"

namespace knap::app {

/// model/integer.txt with model/weights. kMissingStage when train has not run.
Result<net::IntGraph> load_integer(const std::filesystem::path& out);

}  // namespace knap::app
