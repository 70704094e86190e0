// version() and commit(): which knap this is, for reports and `knap --version`. Defined by cmake/version.cmake; a room that
// calls them names the package `version` in its row.
#pragma once

#include <string_view>

namespace knap {

/// "0.1.0", the project version of CMakeLists.txt.
std::string_view version();

/// The abbreviated commit that was built, "-dirty" appended when tracked files differed; "unknown" outside a repository.
std::string_view commit();

}  // namespace knap
