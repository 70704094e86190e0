// Knapsack files: an Instance as JSON, {"values", "costs", "capacity", "choices", "requires"}.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "prune/knapsack/instance.h"

namespace knap::prune {

/// Reads and checks an instance. `choices` and `requires` may be missing, other keys may not be there. Errors
/// are of kind syntax, unknown-key or wrong-type, at file:line:column where one place is to blame. Reads a
/// few hundred megabytes a second: a million items are seven million numbers.
Result<Instance> parse_instance(std::string_view text, const std::string& file);

/// One line per key and resource; numbers as the shortest text that reads back equal.
std::string print_instance(const Instance& instance);

}  // namespace knap::prune
