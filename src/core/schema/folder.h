// Names in the output folder that are keys of report.json, too (docs/interfaces.md has the whole folder).
#pragma once

#include <string_view>

namespace knap::schema {

inline constexpr std::string_view kRtlFolder = "rtl";

}  // namespace knap::schema
