// version, commit: what this build is; reports carry them.
#pragma once

#include <string_view>

namespace knap {

std::string_view version();  ///< "0.1.0"
std::string_view
commit();  ///< short hash of the commit, with "-dirty" after it, "unknown" outside a checkout

}  // namespace knap
