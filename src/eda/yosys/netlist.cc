#include "eda/yosys/netlist.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/base/diagnostics.h"

namespace knap::eda {
namespace {

using Json = nlohmann::ordered_json;

hw::Resources luts(double count) {
  hw::Resources r;
  r.lut = count;
  return r;
}

/// Exact names; families of names are in cell_weight.
const std::map<std::string_view, double>& lut_cells() {
  static const std::map<std::string_view, double> table = {
      {"LUT1", 1},
      {"LUT2", 1},
      {"LUT3", 1},
      {"LUT4", 1},
      {"LUT5", 1},
      {"LUT6", 1},
      {"LUT6_2", 1},
      {"SB_LUT4", 1},
      {"INV", 1},
      {"SRL16E", 1},
      {"SRLC32E", 1},
      {"RAM32X1S", 1},
      {"RAM64X1S", 1},
      {"RAM32X1S_1", 1},
      {"RAM64X1S_1", 1},
      {"RAM32X1D", 2},
      {"RAM64X1D", 2},
      {"RAM32X1D_1", 2},
      {"RAM64X1D_1", 2},
      {"RAM128X1S", 2},
      {"RAM32M", 4},
      {"RAM64M", 4},
      {"RAM256X1S", 4},
      {"RAM128X1D", 4},
      {"RAM512X1S", 8},
      {"RAM256X1D", 8},
      {"RAM32M16", 8},
      {"RAM64M8", 8},
      {"RAM32X16DR8", 8},
      {"RAM64X8SW", 8},
      {"TRELLIS_DPR16X4", 4},
      {"DPR16X4C", 4},
  };
  return table;
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool is_flip_flop(std::string_view type) {
  static const std::set<std::string_view> names = {"FDRE",   "FDSE",   "FDCE",   "FDPE",      "FDRE_1",
                                                   "FDSE_1", "FDCE_1", "FDPE_1", "TRELLIS_FF"};
  return names.contains(type) || starts_with(type, "SB_DFF");
}

bool is_set(const Json& attributes, const char* name) {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return false;
  const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
  return text.find_first_not_of("0 ") != std::string::npos;
}

class Counter {
 public:
  explicit Counter(const Json& modules) : modules_(modules) {}

  /// Of one module and all below it; each module is counted once. Depth is that of the hierarchy.
  const hw::Resources& module(const std::string& name) {
    if (const auto known = known_.find(name); known != known_.end()) return known->second;
    hw::Resources sum;
    for (const auto& [instance, cell] : modules_.at(name).at("cells").items())
      sum += of_cell(cell.at("type").get<std::string>());
    return known_.emplace(name, sum).first->second;
  }
  hw::Resources of_cell(const std::string& type) {
    const hw::Resources weight = cell_weight(type);
    return weight == hw::Resources{} && is_ours(type) ? module(type) : weight;
  }
  bool is_ours(const std::string& type) const {
    const auto found = modules_.find(type);
    return found != modules_.end() && !found->value("attributes", Json::object()).contains("blackbox");
  }

 private:
  const Json& modules_;
  std::map<std::string, hw::Resources> known_;
};

Json to_json(const hw::Resources& r) {
  Json json = Json::object();
  const auto put = [&json](const char* name, double value) {
    const auto whole = static_cast<std::int64_t>(value);
    if (static_cast<double>(whole) == value)
      json[name] = whole;
    else
      json[name] = value;
  };
  put("lut", r.lut);
  put("ff", r.ff);
  put("dsp", r.dsp);
  put("bram", r.bram);
  put("uram", r.uram);
  put("carry", r.carry);
  return json;
}

hw::Resources from_json(const Json& json) {
  return {json.at("lut"), json.at("carry"), json.at("ff"), json.at("dsp"), json.at("bram"), json.at("uram")};
}

/// Runs `body`, turning what the JSON library throws into an Error.
template <class Body>
auto guarded(const std::string& where, const Body& body) -> decltype(body()) {
  try {
    return body();
  } catch (const nlohmann::json::exception& e) {
    return Error(diag::kBadArtefact, where, fmt::format("not what knap wrote: {}", e.what()));
  }
}

}  // namespace

hw::Resources cell_weight(std::string_view type) {
  hw::Resources r;
  if (const auto found = lut_cells().find(type); found != lut_cells().end()) return luts(found->second);
  if (type == "CCU2C") {
    r.lut = 2;
    r.carry = 1;
  } else if (type == "CARRY4" || type == "CARRY8" || type == "SB_CARRY") {
    r.carry = 1;
  } else if (is_flip_flop(type)) {
    r.ff = 1;
  } else if (type == "DSP48E1" || type == "DSP48E2" || type == "MULT18X18D" || type == "SB_MAC16") {
    r.dsp = 1;
  } else if (starts_with(type, "RAMB36") || type == "DP16KD" || type == "PDPW16KD" ||
             starts_with(type, "SB_RAM40_4K")) {
    r.bram = 1;
  } else if (starts_with(type, "RAMB18")) {
    r.bram = 0.5;
  } else if (starts_with(type, "URAM288")) {
    r.uram = 1;
  }
  return r;
}

Result<NetlistResources> count_resources(const std::string& json, const std::string& where,
                                         const std::map<std::string, std::string>& layer_of) {
  return guarded(where, [&]() -> Result<NetlistResources> {
    const Json netlist = Json::parse(json);
    const Json& modules = netlist.at("modules");
    const Json* top = nullptr;
    for (const auto& [name, module] : modules.items())
      if (is_set(module.value("attributes", Json::object()), "top")) top = &module;
    if (top == nullptr) return Error(diag::kBadArtefact, where, "the netlist has no top module");
    Counter counter(modules);
    NetlistResources result;
    hw::Resources glue;
    std::map<std::string, std::size_t> row_of;
    for (const auto& [instance, cell] : top->at("cells").items()) {
      const std::string type = cell.at("type");
      const hw::Resources resources = counter.of_cell(type);
      result.total += resources;
      const auto named = layer_of.find(instance);
      const bool is_layer = layer_of.empty() ? counter.is_ours(type) : named != layer_of.end();
      if (!is_layer) {
        glue += resources;
        continue;
      }
      const std::string& layer = layer_of.empty() ? instance : named->second;
      const auto [row, is_new] = row_of.emplace(layer, result.layers.size());
      if (is_new) result.layers.push_back({layer, {}});
      result.layers[row->second].resources += resources;
    }
    result.layers.push_back({"glue", glue});
    return result;
  });
}

std::string print_resources(const NetlistResources& counted) {
  Json layers = Json::array();
  for (const LayerResources& layer : counted.layers) {
    Json row = Json::object();
    row["name"] = layer.name;
    row.update(to_json(layer.resources));
    layers.push_back(row);
  }
  Json json = Json::object();
  json["resources"] = to_json(counted.total);
  json["layers"] = layers;
  return json.dump(2) + "\n";
}

Result<NetlistResources> parse_resources(const std::string& json, const std::string& where) {
  return guarded(where, [&]() -> Result<NetlistResources> {
    const Json parsed = Json::parse(json);
    NetlistResources result;
    result.total = from_json(parsed.at("resources"));
    for (const Json& row : parsed.at("layers")) result.layers.push_back({row.at("name"), from_json(row)});
    return result;
  });
}

}  // namespace knap::eda
