// Sample reports for the tests of this room.
#pragma once

#include <string>

#include "core/schema/report.h"

namespace knap::app {

/// Every section filled.
schema::Report sample_report();
/// The sample after another plan: what was measured on the old one is gone.
schema::Report stale_report();

inline bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace knap::app
