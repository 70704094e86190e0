// kVersion, kCommit: what this build is; reports carry them.
#pragma once

#include <string_view>

namespace knap {

extern const std::string_view kVersion;  ///< "0.1.0"
extern const std::string_view kCommit;   ///< short hash of the commit, "unknown" outside a checkout

}  // namespace knap
