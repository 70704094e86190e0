// rtl_sources: the RTL of an output folder as it lies there, copied to where it is simulated.
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "eda/verilator/verilator.h"

namespace knap::eda {

/// Copies what rtl/files.f leads to into `work`: sources below rtl/, memory images beside the testbench, so
/// that no tool sees a path of the user's. Errors as load_file_list.
Result<SimulationSources> rtl_sources(const std::filesystem::path& rtl, const std::filesystem::path& work);

/// The memory images alone.
Result<void> copy_images(const std::filesystem::path& rtl, const std::filesystem::path& work);

}  // namespace knap::eda
