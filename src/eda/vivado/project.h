// write_vivado_project: a Tcl script for those who have Vivado; nobody here has run it, and it says so.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "hw/device/device.h"

namespace knap::eda {

/// Writes `folder`/synth/<device>/vivado.tcl: reads the list in rtl/ with the leaf bodies of a family
/// (nothing: the generic ones), synthesises out of context for the part, and writes utilisation and timing
/// reports beside itself.
Result<void> write_vivado_project(const std::filesystem::path& folder, const hw::Device& device,
                                  const std::string& top, double period_ns, std::optional<hw::Family> leaves);

}  // namespace knap::eda
