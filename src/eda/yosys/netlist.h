// count_resources: the cells of a netlist, in all and per layer.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "hw/device/device.h"

namespace knap::eda {

struct LayerResources {
  std::string name;
  hw::Resources resources;
};

/// `layers` add up to `total`; the last one is "glue": what lies outside every layer.
struct NetlistResources {
  hw::Resources total;
  std::vector<LayerResources> layers;
};

/// What one cell counts as (the table of docs/interfaces.md); all zero for cells that are not counted.
hw::Resources cell_weight(std::string_view type);

/// Counts a Yosys JSON netlist. `layer_of` names the layer of an instance directly under the top; instances
/// of one layer add up, in the order of instance names; those that it does not name, and cells of
/// the top itself, are glue. With an empty map every instance of a kept module is its own layer. kBadArtefact
/// when the text is no netlist.
Result<NetlistResources> count_resources(const std::string& json, const std::string& where,
                                         const std::map<std::string, std::string>& layer_of = {});

/// resources.json: {"resources": {...}, "layers": [{"name", "lut", "ff", "dsp", "bram", ...}]}.
std::string print_resources(const NetlistResources& counted);
Result<NetlistResources> parse_resources(const std::string& json, const std::string& where);

}  // namespace knap::eda
