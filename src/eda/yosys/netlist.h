// count_resources: the cells of a netlist, in all and per layer.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/schema/resources.h"
#include "hw/device/device.h"

namespace knap::eda {

/// What one cell counts as (the table of docs/interfaces.md); all zero for cells that are not counted.
schema::Cells cell_weight(std::string_view type);

/// The same cells as hw/cost reckons with them.
hw::Resources to_resources(const schema::Cells& cells);

/// Counts a Yosys JSON netlist. `layer_of` names the layer of an instance directly under the top; instances
/// of one layer add up, in the order of instance names; those that it does not name, and cells of
/// the top itself, are glue. With an empty map every instance of a kept module is its own layer. kBadArtefact
/// when the text is no netlist.
Result<schema::NetlistCells> count_resources(const std::string& json, const std::string& where,
                                             const std::map<std::string, std::string>& layer_of = {});

}  // namespace knap::eda
