// DeviceOverlay: what plan.toml says of one device; folding and FIFOs are common to all.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/text/described.h"

namespace knap::hw {

/// A device may choose other leaf bodies.
struct DeviceOverlay {
  bool generic_leaves = false;
  static void fields(auto& self, auto&& f) {
    f("generic_leaves", self.generic_leaves, "use the generic leaf bodies instead of the family's");
  }
};

/// The tables [device.<name>] of a plan by the devices' aliases, for those who need nothing else of it: the
/// rest of the text is not looked at. kUnknownName for a device that does not exist.
Result<std::map<std::string, DeviceOverlay>> parse_overlays(std::string_view plan, const std::string& where);

}  // namespace knap::hw
