// report_html: report.json as one page that opens offline.
#pragma once

#include <string>

#include "core/text/value.h"

namespace knap::app {

/// A complete HTML document; styles, the plotting library and all data are inside it. Sections without data
/// are left out.
std::string report_html(const Value& report);

}  // namespace knap::app
