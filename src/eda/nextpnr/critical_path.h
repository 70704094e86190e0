// critical_path: the slowest path of a placement, in words of the design.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/schema/device.h"

namespace knap::eda {

/// From nextpnr's --report JSON: the path between edges of the clock, signal by signal; what lies between two
/// cells that Yosys has named after one signal counts to the step that leaves it. `layer` is the instance in
/// which a step ends, empty for the top's own logic. Empty where the report has no such path.
Result<std::vector<schema::PathStep>> parse_critical_path(const std::string& report,
                                                          const std::string& where);

/// "dw5: rows_ram -> was_padding -> products": for people.
std::string in_words(const std::vector<schema::PathStep>& path);

}  // namespace knap::eda
