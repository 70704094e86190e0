// Sample reports for the tests of this room.
#pragma once

#include "core/schema/report.h"

namespace knap::app {

/// Every section filled.
schema::Report sample_report();
/// The sample after another plan: what was measured on the old one is gone.
schema::Report stale_report();

}  // namespace knap::app
