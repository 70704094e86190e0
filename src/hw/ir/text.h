// The text form of a design (rtl/design.txt): print, parse, hash. Injective; ROM contents are written in
// full.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"
#include "hw/ir/module.h"

namespace knap::hw {

std::string print(const Design& design);
/// Errors carry where:line:column. What parses is verified too.
Result<Design> parse(std::string_view text, const std::string& where);
std::string hash(const Design& design);

}  // namespace knap::hw
