// Features: what a module consists of on a family - the arguments of the calibrated resource model.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "hw/device/device.h"
#include "hw/ir/module.h"

namespace knap::hw {

/// Each is a sum over a module's own hardware (instances apart), in lookup tables or flip-flops.
enum class Feature {
  GateTables,     ///< cover of all gates by tables of the family's inputs
  ChainTables,    ///< tables of hard adders
  ProductTables,  ///< of products of two variables, by prim/<family>/knap_multiply.map.v where there is one
  MemoryTables,   ///< of RAMs in lookup tables, by hw/cost/memory; ROMs are gates
  Modules,        ///< 1: what every module has
  FlipFlops,
  LoneFlipFlops,  ///< of them those that no table feeds, or that share the table with other readers
  Count
};
inline constexpr std::size_t kFeatures = static_cast<std::size_t>(Feature::Count);
std::string_view to_string(Feature feature);

using Features = std::array<double, kFeatures>;

/// Of one module without what it instantiates. Constants, unused bits and copies are not counted.
Features features(const Module& module, Family family);

}  // namespace knap::hw
