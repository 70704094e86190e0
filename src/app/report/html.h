// report_html: the report as one page that opens offline.
#pragma once

#include <string>

#include "core/schema/report.h"

namespace knap::app {

/// A complete HTML document; styles, the plotting library and all data are inside it. Sections without data
/// are left out, but for those that are out of date: these say so, and how they are made anew.
std::string report_html(const schema::Report& report);

}  // namespace knap::app
